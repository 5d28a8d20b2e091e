import { defineConfig } from 'vitest/config';
import { signedClients } from '../adapters/signed-clients.ts';

/** Against the emulator that `npm run test:aws` starts. */
export default defineConfig({
  test: {
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: 'aws', include: ['test/aws/**/*.test.ts'], exclude: ['test/aws/redeploy.test.ts'] },
      },
      {
        // The adapters once more through our own clients, as hot functions have them.
        extends: true,
        plugins: [signedClients],
        test: { name: 'signed', include: ['test/aws/{store,machines}.test.ts'] },
      },
      {
        // A run of its own: it leaves nothing to test.
        extends: true,
        test: { name: 'last', include: ['test/aws/redeploy.test.ts'] },
      },
    ],
  },
});
