import { defineConfig } from 'vitest/config';
import { signedClients } from './test/adapters/signed-clients.ts';

/** Suites of their own: the browser, the emulator of AWS, processes and jobs in the background, and most kills. */
const SLOW = [
  'test/simulation/api.test.ts',
  'test/aws/**',
  'test/browser/**',
  'test/cli/**',
  'test/crash/**',
  'test/doctor/**',
  'test/job/**',
  '**/node_modules/**',
];
/** Tests of what keeps something for the whole process: each file in a module graph of its own. */
const ALONE = ['test/engine', 'test/wire', 'test/simulation'];

/** The fast suites. Modules are loaded once for many files: that took longer than the tests. */
export default defineConfig({
  test: {
    // Some suites mostly wait for processes of their own: a third worker fills the pauses of two cores.
    maxWorkers: 3,
    testTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'all',
          include: ['test/**/*.test.ts'],
          exclude: [...SLOW, ...ALONE.map((folder) => `${folder}/**`)],
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: ALONE.map((folder) => `${folder}/*.test.ts`), exclude: SLOW },
      },
      {
        extends: true,
        plugins: [signedClients],
        test: { name: 'signed', include: ['test/adapters/*.test.ts'] },
      },
    ],
  },
});
