/** The part of MJML's door that we use; the package brings no types. */
declare module 'mjml' {
  export type MjmlError = {
    readonly line: number;
    readonly message: string;
    readonly tagName: string;
  };
  export type MjmlOptions = {
    readonly validationLevel: 'soft' | 'strict' | 'skip';
    readonly ignoreIncludes: boolean;
    /** Addresses by font: loaded by every mail that uses the font. */
    readonly fonts: { readonly [font: string]: string };
  };
  /** Throws when the text is no MJML at all. */
  export default function mjml2html(
    text: string,
    options: MjmlOptions,
  ): Promise<{ readonly html: string; readonly errors: readonly MjmlError[] }>;
}
