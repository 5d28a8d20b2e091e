/** A list of the API, read to its end. */
import { pages } from '../../../functions/ports/pages.ts';
import { type Answer, type Api, field, textField } from './connection.ts';

type Listed =
  | { readonly ok: true; readonly items: readonly unknown[] }
  /** What was answered in place of a page. */
  | { readonly ok: false; readonly answer: Answer };

/** Throws `Unreachable`. */
export async function listAll(api: Api, path: string): Promise<Listed> {
  const items: unknown[] = [];
  const answers = pages(async ({ after }) => {
    const query = after === undefined ? '' : `&after=${encodeURIComponent(after)}`;
    const answer = await api.call('GET', `${path}?limit=200${query}`);
    const next = textField(answer.body, 'next');
    return { answer, ...(next === '' ? {} : { next }) };
  });
  for await (const { answer } of answers) {
    if (answer.status !== 200) return { ok: false, answer };
    const page = field(answer.body, 'items');
    items.push(...(Array.isArray(page) ? page : []));
  }
  return { ok: true, items };
}
