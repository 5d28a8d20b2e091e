import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * The console as static files in `console/dist`, served by the product itself. `npx vite console` serves it while it is
 * being written, with the API of a running `npm start` behind it.
 */
export default defineConfig({
  plugins: [react()],
  build: { target: 'es2023', assetsInlineLimit: 0, reportCompressedSize: true },
  server: { proxy: { '/v1': 'http://127.0.0.1:4400', '/t': 'http://127.0.0.1:4400' } },
});
