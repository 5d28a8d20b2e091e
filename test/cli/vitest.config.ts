import { defineConfig } from 'vitest/config';

/** The command as a process, started, stopped and killed, jobs in the background of a product, and the doctor: `npm run test:cli`. */
export default defineConfig({
  test: {
    include: [
      'test/cli/**/*.test.ts',
      'test/doctor/*.test.ts',
      'test/job/*.test.ts',
      'test/simulation/api.test.ts',
    ],
    maxWorkers: 2,
    testTimeout: 60_000,
  },
});
