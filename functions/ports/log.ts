/** Structured log lines. Never pass secrets or contact data; ids are fine. */
export type Log = {
  readonly info: (message: string, fields?: { readonly [name: string]: string | number | boolean }) => void;
  readonly warn: (message: string, fields?: { readonly [name: string]: string | number | boolean }) => void;
  readonly error: (message: string, fields?: { readonly [name: string]: string | number | boolean }) => void;
};
