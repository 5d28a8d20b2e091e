/** Texts that may be larger than an item (drafts, machines, steps with their mail): kept in pieces, read in one query. */
import type { Json } from '../../../workflow-compiler/language/json.ts';
import type { Item, Store, Write } from '../../ports/store.ts';

/** Characters in a piece: an item holds 400 KB, and a character may take three bytes and grow when JSON escapes it. */
const PIECE = 60_000;
const BATCH = 50;

/** Writes a text under a name. Pieces of a longer text that stood there before are removed; readers never see a mixture of ends. */
export async function putText(store: Store, pk: string, name: string, text: string): Promise<void> {
  const count = Math.max(1, Math.ceil(text.length / PIECE));
  const writes: Write[] = Array.from({ length: count }, (_, index) => ({
    do: 'put',
    key: { pk, sk: pieceSk(name, index) },
    body: { text: text.slice(index * PIECE, (index + 1) * PIECE), count },
  }));
  const before = await pieces(store, pk, name);
  const gone: Write[] = before.slice(count).map(({ pk, sk }) => ({ do: 'delete', key: { pk, sk } }));
  const all = [...writes, ...gone];
  for (let from = 0; from < all.length; from += BATCH) await store.write(all.slice(from, from + BATCH));
}

/** `undefined` when nothing stands there. */
export async function readText(store: Store, pk: string, name: string): Promise<string | undefined> {
  const items = await pieces(store, pk, name);
  if (items.length === 0) return undefined;
  const found = items.map(({ body }) => pieceOf(body));
  return found
    .slice(0, found[0]?.count)
    .map(({ text }) => text)
    .join('');
}

async function pieces(store: Store, pk: string, name: string): Promise<readonly Item[]> {
  return (await store.query(pk, { prefix: `${name}/`, limit: 1000 })).items;
}

const pieceSk = (name: string, index: number): string => `${name}/${String(index).padStart(4, '0')}`;

function pieceOf(body: Json): { readonly text: string; readonly count: number } {
  if (typeof body !== 'object' || body === null || !('text' in body)) return { text: '', count: 0 };
  return { text: String(body.text), count: Number(body.count) };
}
