/**
 * What the console may load, wherever it is served from: nothing that is not its own, but styles and pictures of mails, which it
 * shows in a sandbox. And which addresses are pages of it.
 */

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: https:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const CONSOLE_HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
} as const;

/** Files of the build. Ids hold dots (`/runs/<contact>.<hash>`): whatever does not look like a file is a page. */
export const CONSOLE_FILE = /^\/assets\/|^\/[^/]*\.[^/]*$/;
