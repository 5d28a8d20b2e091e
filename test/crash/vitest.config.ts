import { defineConfig } from 'vitest/config';

/** Kills at every commit, and full disks: `npm run test:crash`. */
export default defineConfig({
  test: { include: ['test/crash/**/*.test.ts'], testTimeout: 300_000 },
});
