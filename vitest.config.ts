import { defineConfig } from 'vitest/config';
import { signedClients } from './test/adapters/signed-clients.ts';

/** The fast suites: all but the browser, the emulator of AWS and most kills, which have configurations of their own. */
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
          exclude: ['test/aws/**', 'test/browser/**', 'test/crash/**', 'node_modules/**'],
        },
      },
      {
        extends: true,
        plugins: [signedClients],
        test: { name: 'signed', include: ['test/adapters/*.test.ts'] },
      },
    ],
  },
});
