/** One person at the console: a page of a given size that remembers every error and every request for a tracking address. */
import type { Browser, Page } from 'playwright-core';

export type Visitor = {
  readonly page: Page;
  /** Errors that the page wrote or threw. */
  readonly errors: readonly string[];
  /** Requests to `/t/…`: each would count as an open, a click or an unsubscribe. */
  readonly tracked: readonly string[];
  /** How far the page can be scrolled sideways, in pixels. */
  readonly overflow: () => Promise<number>;
  readonly leave: () => Promise<void>;
};

export async function visit(browser: Browser, width: number, height: number): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: { width, height },
    timezoneId: 'Europe/Brussels',
    locale: 'en-GB',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const errors: string[] = [];
  const tracked: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    // Looking into the sandboxed mail from outside makes Chromium say this; the mail itself holds no script, see the test.
    if (message.text().startsWith("Blocked script execution in 'about:srcdoc'")) return;
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('request', (request) => {
    if (new URL(request.url()).pathname.startsWith('/t/')) tracked.push(request.url());
  });
  return {
    page,
    errors,
    tracked,
    overflow: () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    leave: () => context.close(),
  };
}
