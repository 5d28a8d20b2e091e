/** What an event means: runs that begin, and runs of the contact that it resumes or interrupts. The rules are those of `run/`. */
import type { Interrupt } from '../../../workflow-compiler/artifact.ts';
import { durationMs } from '../../../workflow-compiler/language/duration.ts';
import { END } from '../../../workflow-compiler/language/end.ts';
import { compileCondition } from '../../../workflow-compiler/predicate/compile.ts';
import { compileEvent } from '../../../workflow-compiler/predicate/event.ts';
import type { Activity, Card } from '../../../workflow-compiler/predicate/facts.ts';
import { activityNeeds } from '../../../workflow-compiler/predicate/needs.ts';
import { MAX_DEPTH } from '../run/change.ts';
import type { Winner } from '../run/claim.ts';
import { type Enrolled, isOutside, newRun, runId } from '../run/enrol.ts';
import { toActivity, toRunEvent } from '../run/facts.ts';
import { interruptEntries } from '../run/interrupt.ts';
import { isWakeable } from '../run/wake.ts';
import { beginRun, goOnAfter } from './execute.ts';
import { activityOf, zoneFor } from './happen.ts';
import type { Person, Run } from './person.ts';
import type { Flow } from './stage.ts';
import { claimWait, pathOf, woken } from './wait.ts';

export function route(person: Person, event: Activity, depth: number): void {
  const { card } = person;
  if (card === undefined) return;
  for (const { flow, route: of } of person.stage.triggers.get(event.type) ?? []) {
    const workflow = flow.name;
    const pattern = compileEvent(of.event);
    if (!pattern.concerns(event, { workflow })) continue;
    if (event.type === 'manual.enrolled' && event.properties.workflow !== workflow) continue;
    const facts = { card, activity: activityOf(person, pattern.needs), workflow, now: person.now };
    if (!pattern.matches(event, facts)) continue;
    if (depth > MAX_DEPTH) person.watch.cut?.(flow);
    else enrol(person, flow, card, event, depth);
  }
  for (const run of person.runs.values()) if (run.row.endedAt === undefined) resume(person, run, event);
}

/** At most once per entry key; a refusal is told to the watch. */
export function enrol(person: Person, flow: Flow, card: Card, event: Activity, depth: number): void {
  const id = runId(person.owner, flow.version, event.id);
  const refused = isKnown(person, flow, id) ? 'known' : refusal(person, flow, card, event);
  if (refused !== undefined) {
    person.watch.refused?.(person, flow, refused);
    return;
  }
  person.entered.set(flow.name, person.now);
  const row = newRun(person.owner, flow.version, id, { activity: event, depth }, person.now);
  const run: Run = { flow, row, execution: undefined, executions: 0, began: 0, history: [...row.history] };
  person.runs.set(id, run);
  person.watch.entered?.(person, run);
  person.around.entered?.(person, run);
  beginRun(person, run);
}

/** Without re-entry one run is all there ever is, were it before the simulation. */
function isKnown({ runs, entered }: Person, { name, version }: Flow, id: string): boolean {
  const rule = version.definition.entry?.reentry ?? 'never';
  return runs.has(id) || (rule === 'never' && entered.has(name));
}

function refusal(person: Person, flow: Flow, card: Card, event: Activity): Enrolled['outcome'] | undefined {
  const { now } = person;
  const { entry } = flow.version.definition;
  if (entry === undefined) return undefined;
  const dated = entry.from !== undefined || entry.until !== undefined;
  if (dated && isOutside(entry, zoneFor(person, card).zone, now)) return 'outside-window';
  if (entry.filter !== undefined) {
    const activity = activityOf(person, activityNeeds(entry.filter));
    if (!compileCondition(entry.filter).judge({ card, activity, event, now }).holds) return 'filtered';
  }
  const last = person.entered.get(flow.name);
  if (typeof entry.reentry !== 'object' || last === undefined) return undefined;
  return now - last < durationMs(entry.reentry.after) ? 'too-soon' : undefined;
}

function resume(person: Person, run: Run, event: Activity): void {
  const { flow, row } = run;
  const interrupt = interruptBy(person, run, event);
  if (interrupt !== undefined) {
    interrupted(person, run, event, interrupt);
    return;
  }
  const step = flow.content[row.step];
  if (row.wait?.kind !== 'event' || step?.kind !== 'wait-for-event') return;
  const path = pathOf(person, run, step, event);
  if (path !== undefined) claim(person, run, woken(run, event, path));
}

function interruptBy(person: Person, { flow, row }: Run, event: Activity): Interrupt | undefined {
  const { card, now } = person;
  if (card === undefined || !flow.interruptTypes.has(event.type)) return undefined;
  if (row.woken?.includes(event.id) === true || event.at < row.startedAt) return undefined;
  const run = { id: row.run, workflow: row.workflow };
  const at = row.event === undefined ? {} : { event: toActivity(row.event) };
  return flow.version.routing.interrupts.find((interrupt) => {
    if (!interrupt.types.includes(event.type)) return false;
    if (interrupt.event !== undefined) {
      const pattern = compileEvent(interrupt.event);
      if (!pattern.concerns(event, { run })) return false;
      return pattern.matches(event, { card, activity: activityOf(person, pattern.needs), run, now });
    }
    if (interrupt.when === undefined) return false;
    const activity = activityOf(person, activityNeeds(interrupt.when));
    return compileCondition(interrupt.when).judge({ card, activity, run, now, ...at }).holds;
  });
}

/** At once when the run waits on a token; else marked, for its next wait, branch or task to honour. */
function interrupted(person: Person, run: Run, event: Activity, { id, to }: Interrupt): void {
  const { row, flow } = run;
  if (isWakeable(row.wait)) {
    const entries = interruptEntries(flow.version, row.step, id, event.type);
    claim(person, run, { path: id, entries, event: toRunEvent(event), listens: true });
  } else if (row.pending === undefined) {
    run.row = { ...row, pending: { path: id, end: to === END, event: toRunEvent(event) } };
  }
}

/** Ends the wait that the run is in: the row first, then the machine goes on. */
function claim(person: Person, run: Run, winner: Winner): void {
  const claimed = claimWait(person, run, winner);
  if (claimed !== undefined) goOnAfter(person, run, claimed);
}
