/** Lists that come a page at a time, read to their end: the store's, and the domain's lists over it. */

/** What a page is asked for with; nothing for the first. */
export type After = { readonly after?: string };

/**
 * Each page in turn, the next one asked for only when it is wanted: whoever has enough breaks off.
 *
 * @example for await (const { items } of pages((after) => store.query(pk, { prefix, limit: 200, ...after }))) …
 */
export async function* pages<Page extends { readonly next?: string }>(
  read: (after: After) => Promise<Page>,
): AsyncGenerator<Page, void, void> {
  let after: After | undefined = {};
  while (after !== undefined) {
    const page: Page = await read(after);
    yield page;
    after = page.next === undefined ? undefined : { after: page.next };
  }
}
