/** Where a command writes: standard output and error in the shell, strings in tests. */
export type Output = { readonly write: (text: string) => unknown };
export type Io = { readonly stdout: Output; readonly stderr: Output };
