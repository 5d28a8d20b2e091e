/** Plays the same contacts and deeds through the embedded runtime and through the simulator, and tells both in the same words. */
import type { Deps } from '../../functions/deps.ts';
import { FROM_API } from '../../functions/domain/contact/cause.ts';
import { upsertContact } from '../../functions/domain/contact/upsert.ts';
import { recordEvent } from '../../functions/domain/event/record.ts';
import { recordFeedback } from '../../functions/domain/message/feedback.ts';
import { listMessages } from '../../functions/domain/message/list.ts';
import { prepareContent } from '../../functions/domain/message/prepare.ts';
import { recordClick, recordOpen, recordUnsubscribe } from '../../functions/domain/message/track.ts';
import { listRuns, readRun } from '../../functions/domain/run/read.ts';
import type { HistoryEntry, RunRow } from '../../functions/domain/run/row.ts';
import type { Deed, Surroundings } from '../../functions/domain/simulation/person.ts';
import { openPerson, plan, playUntil } from '../../functions/domain/simulation/play.ts';
import { setStage } from '../../functions/domain/simulation/stage.ts';
import type { Outbound } from '../../functions/ports/outbound.ts';
import type { Caps } from '../../workflow-compiler/caps.ts';
import { compile } from '../../workflow-compiler/compile.ts';
import { begin, contactId, openWorld, START, tenant, withFolder, workflow } from '../stories/world.ts';

/** A deed at a time, in milliseconds after the start. No two at once: what order they had would be chance. */
export type Timed = { readonly at: number; readonly contact: string; readonly deed: Deed };

export type Script = {
  readonly flows: readonly string[];
  readonly deeds: readonly Timed[];
  /** The tenant's. */
  readonly caps?: Caps;
  /** Milliseconds after the start. */
  readonly end: number;
};

/** A run as it is compared: everything that people see of it. */
export type Trace = {
  readonly run: string;
  readonly state: string;
  readonly step: string;
  readonly reason: string | undefined;
  readonly history: readonly HistoryEntry[];
};

const sorted = (traces: readonly Trace[]): readonly Trace[] =>
  traces.toSorted((a, b) => (a.run < b.run ? -1 : 1));

function traceOf(row: RunRow, history: readonly HistoryEntry[]): Trace {
  const { run, workflow: flow, state, step, reason } = row;
  return { run: `${flow} ${run}`, state, step, reason, history };
}

export const throughRuntime = (script: Script): Promise<readonly Trace[]> =>
  inRuntime(script, async ({ store }) => {
    const traces: Trace[] = [];
    for (const contact of new Set(script.deeds.map((one) => one.contact))) {
      const { runs } = await listRuns(store, tenant, { contact: contactId(contact), limit: 500 });
      for (const { run } of runs) {
        const whole = await readRun(store, tenant, run);
        if (whole !== undefined) traces.push(traceOf(whole, whole.history));
      }
    }
    return sorted(traces);
  });

/** Plays the script in the embedded runtime and reads there what came of it. */
export function inRuntime<T>(
  { flows, deeds, caps, end }: Script,
  read: (deps: Deps) => Promise<T>,
): Promise<T> {
  return withFolder(async (dir) => {
    const outbound: Outbound = { call: async () => ({ outcome: 'answered', status: 200, body: '' }) };
    const world = await openWorld(dir, START, { outbound });
    const { runtime, clock } = world;
    const { deps } = runtime;
    await begin(world);
    if (caps !== undefined) await world.cap(caps);
    for (const text of flows) await workflow(text)(world);
    await runtime.idle();
    for (const { at, contact, deed } of deeds.toSorted((a, b) => a.at - b.at)) {
      await runtime.advance(START + at - clock.now());
      const id = contactId(contact);
      if (deed.do === 'change') {
        const done = await upsertContact(deps, tenant, { id }, deed.changes, FROM_API);
        if (done.outcome === 'refused') throw new Error(JSON.stringify(done.problems));
      } else if (deed.do === 'event') {
        await recordEvent(deps, tenant, id, { type: deed.type, properties: deed.properties }, FROM_API);
      } else if (deed.do === 'appear') {
        throw new Error('the runtime makes contacts by changes');
      } else {
        const { messages } = await listMessages(deps.store, tenant, { contact, limit: 200 });
        const last = messages
          .toSorted((a, b) => (`${a.at} ${a.id}` < `${b.at} ${b.id}` ? -1 : 1))
          .findLast(({ step, state }) => step === deed.message && state === 'sent');
        if (last === undefined) continue;
        const token = { tenant, run: last.run, turn: last.turn };
        if (deed.do === 'open') await recordOpen(deps, token, deed.machine === true);
        else if (deed.do === 'click')
          await recordClick(deps, token, last.channel === 'push' ? deed.link : (deed.link ?? ''));
        else if (deed.do === 'hear')
          await recordFeedback(deps, { ...token, ...deed.told, providerId: 'simulated' });
        else await recordUnsubscribe(deps, token, 'one-click');
      }
      await runtime.idle();
    }
    await runtime.advance(START + end - clock.now());
    const found = await read(deps);
    await runtime.close();
    return found;
  });
}

const calm: Surroundings = {
  deliver: () => ({ outcome: 'sent', providerId: 'simulated' }),
  answer: () => ({ outcome: 'answered', status: 200, body: '' }),
  received: () => {},
  random: () => 0.5,
};

export async function throughSimulator(
  { flows, deeds, caps, end }: Script,
  render = true,
): Promise<readonly Trace[]> {
  const artifacts = [];
  for (const text of flows) {
    const compiled = compile(text);
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
    const { content } = await prepareContent(compiled.artifact.content);
    artifacts.push({ ...compiled.artifact, content });
  }
  const household = {
    id: tenant,
    name: 'Acme',
    zone: 'Europe/Berlin',
    ...(caps === undefined ? {} : { caps }),
  };
  const stage = setStage(artifacts, household, render);
  const traces: Trace[] = [];
  for (const contact of new Set(deeds.map((one) => one.contact))) {
    const person = openPerson(stage, { owner: { tenant, contact: contactId(contact) }, around: calm }, START);
    for (const one of deeds) if (one.contact === contact) plan(person, START + one.at, one.deed);
    // The runtime lets happen what is due at the end itself.
    playUntil(person, START + end + 1);
    for (const { row, history } of person.runs.values()) traces.push(traceOf(row, history));
  }
  return sorted(traces);
}
