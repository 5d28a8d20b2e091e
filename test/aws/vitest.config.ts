import { defineConfig } from 'vitest/config';

/** Against the emulator that `npm run test:aws` starts. */
export default defineConfig({
  test: {
    include: ['test/aws/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
