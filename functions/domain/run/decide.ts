/** A branch: the first path whose condition holds, else `otherwise`. Findings of every path that was asked go into history. */
import type { StepOf } from '../../../workflow-compiler/language/step.ts';
import { compileCondition } from '../../../workflow-compiler/predicate/compile.ts';
import type { Facts, Finding } from '../../../workflow-compiler/predicate/facts.ts';
import { activityNeeds } from '../../../workflow-compiler/predicate/needs.ts';
import type { Deps } from '../../deps.ts';
import { activityFor } from '../event/activity.ts';
import { readVersion } from '../workflow/pinned.ts';
import { cardOf, toActivity } from './facts.ts';
import { honoured } from './interrupt.ts';
import type { Frame, Settled } from './settle.ts';

/** Findings kept per decision: enough to explain, bounded so that rows stay small. */
const FINDINGS = 20;

export async function decide(deps: Deps, frame: Frame): Promise<Settled> {
  const { owner, row, now } = frame;
  const [first] = frame.steps;
  if (first?.step.kind !== 'branch') throw new Error('decide needs a branch');
  const { id, step } = first;
  if (row.pending !== undefined) {
    const version = await readVersion(deps.store, owner.tenant, row.workflow, row.version);
    if (version === undefined) throw new Error(`version ${row.version} of ${row.workflow} is gone`);
    return honoured(version, id, row.pending);
  }
  const card = await cardOf(deps.store, owner);
  const needs = activityNeeds(...step.paths.map(({ when }) => when));
  const activity = await activityFor(deps.store, owner.tenant, owner.contact, needs, now);
  const event = row.event === undefined ? {} : { event: toActivity(row.event) };
  const run = { id: row.run, workflow: row.workflow };
  return decided(id, step, { card, activity, run, now, ...event });
}

/** The decision over facts that were read: pure. */
export function decided(id: string, step: StepOf<'branch'>, facts: Facts): Settled {
  const findings: Finding[] = [];
  let path = 'otherwise';
  for (const [index, one] of step.paths.entries()) {
    const verdict = compileCondition(one.when).judge(facts);
    findings.push(...verdict.findings.map((found) => ({ ...found, at: `/paths/${index}/when${found.at}` })));
    if (!verdict.holds) continue;
    path = one.id;
    break;
  }
  return {
    kind: 'settled',
    path,
    entries: [{ step: id, did: 'decided', path, findings: findings.slice(0, FINDINGS) }],
  };
}
