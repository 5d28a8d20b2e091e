import { defineConfig } from 'vitest/config';

/** The fast suites: everything but the browser and the emulator of AWS, which have configurations of their own. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/aws/**', 'test/browser/**', 'node_modules/**'],
    testTimeout: 20_000,
  },
});
