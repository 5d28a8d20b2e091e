/** The end of a wait that nobody interrupted; a goal that came while the run was running is honoured first. */
import type { Deps } from '../../deps.ts';
import { readVersion } from '../workflow/pinned.ts';
import type { VersionRow } from '../workflow/row.ts';
import { honoured } from './interrupt.ts';
import { listenKey } from './keys.ts';
import type { Frame, Settled } from './settle.ts';

export async function timeOut(deps: Deps, frame: Frame): Promise<Settled> {
  const { owner, row } = frame;
  const version = await readVersion(deps.store, owner.tenant, row.workflow, row.version);
  if (version === undefined) throw new Error(`version ${row.version} of ${row.workflow} is gone`);
  return timedOut(frame, version);
}

export function timedOut({ owner, row }: Frame, version: VersionRow): Settled {
  if (row.pending !== undefined) return honoured(version, row.step, row.pending);
  const silent = version.routing.interrupts.length === 0;
  return {
    kind: 'settled',
    path: 'timeout',
    entries: [{ step: row.step, did: 'woke', path: 'timeout', why: 'the time was up' }],
    writes: silent ? [{ do: 'delete', key: listenKey(owner, row.run) }] : [],
  };
}
