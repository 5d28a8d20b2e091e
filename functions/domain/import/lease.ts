/**
 * Who works on an import where several may: a row that names the worker and until when, renewed after every chunk. It spares two
 * the same work; that no chunk is counted twice does not hang on it, but on the progress (`progress.ts`).
 */
import { isJsonObject } from '../../../workflow-compiler/language/json.ts';
import type { Deps } from '../../deps.ts';
import type { Item, Key } from '../../ports/store.ts';
import { importKey } from '../keys.ts';
import type { ImportJob } from './job.ts';

type Needs = Pick<Deps, 'store' | 'clock'>;

/** Much longer than a chunk takes. */
const LEASE_MS = 5 * 60_000;

export type Lease = {
  /** False: somebody else took it. */
  readonly renew: () => Promise<boolean>;
  readonly release: () => Promise<void>;
};

/** `undefined`: somebody else is at work on it. `by` names the worker, such as a random id. */
export async function takeLease(needs: Needs, job: ImportJob, by: string): Promise<Lease | undefined> {
  const { store, clock } = needs;
  const key: Key = { pk: importKey(job.tenant, job.id).pk, sk: 'lease' };
  const put = async (over: Item | undefined): Promise<boolean> => {
    const written = await store.write([
      {
        do: 'put',
        key,
        body: { by, until: clock.now() + LEASE_MS },
        when: over === undefined ? 'absent' : { rev: over.rev },
      },
    ]);
    return written.ok;
  };
  const found = await store.get(key);
  if (found !== undefined && untilOf(found) > clock.now()) return undefined;
  if (!(await put(found))) return undefined;
  return {
    renew: async () => {
      const held = await store.get(key);
      return held !== undefined && ownerOf(held) === by && put(held);
    },
    release: async () => {
      const held = await store.get(key);
      if (held === undefined || ownerOf(held) !== by) return;
      await store.write([{ do: 'delete', key, when: { rev: held.rev } }]);
    },
  };
}

const untilOf = ({ body }: Item): number => (isJsonObject(body) ? Number(body.until) : 0);
const ownerOf = ({ body }: Item): string => (isJsonObject(body) ? String(body.by) : '');
