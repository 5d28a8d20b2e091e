/** A command called in this process, as a shell sees it: what it writes, and how it ends. */
import type { Io } from '../../infra/local/cli/output.ts';

type Command = (argv: readonly string[], io: Io) => Promise<number>;

/** `@` at the beginning of an argument is `folder`. */
export const shellIn =
  (folder: () => string) =>
  async (command: Command, ...argv: readonly string[]) => {
    const written = { stdout: '', stderr: '' };
    const status = await command(
      argv.map((argument) => argument.replace('@', `${folder()}/`)),
      {
        stdout: { write: (text) => (written.stdout += text) },
        stderr: { write: (text) => (written.stderr += text) },
      },
    );
    return { status, ...written };
  };
