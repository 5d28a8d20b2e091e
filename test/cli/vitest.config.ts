import { defineConfig } from 'vitest/config';

/** The command as a process, started, stopped and killed: `npm run test:cli`. */
export default defineConfig({
  test: { include: ['test/cli/**/*.test.ts'], maxWorkers: 2, testTimeout: 60_000 },
});
