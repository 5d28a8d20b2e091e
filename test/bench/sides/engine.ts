/**
 * The engine alone: the compiled machine of the same workflow, each step in SQLite before the next, with tasks that only count.
 * No contacts, no routing, no history: the like of what peers do here.
 */
import { systemClock } from '../../../infra/local/clock.ts';
import { openEngine } from '../../../infra/local/engine/engine.ts';
import { asTaskRequest } from '../../../infra/local/functions.ts';
import { openDatabase } from '../../../infra/local/store/database.ts';
import { integer } from '../../../infra/local/store/statement.ts';
import type { Cursor } from '../../../workflow-compiler/cursor.ts';
import { compiledFlow } from '../flow.ts';
import { isPro, type Open } from '../side.ts';

export const open: Open = async ({ folder, waitMs, first, decides = () => {} }) => {
  const db = openDatabase({ folder });
  let entered = 0;
  let sent = 0;
  let tagged = 0;
  let acted = 0;

  const act = (step: string | undefined, contact: number): Partial<Cursor> => {
    switch (step) {
      case 'first':
        first(contact);
        sent += 1;
        return { until: new Date(Date.now() + waitMs).toISOString() };
      case 'which':
        decides(contact);
        return { path: isPro(contact) ? 'pro' : 'otherwise' };
      case 'second':
        sent += 1;
        acted += 1;
        return {};
      case 'tag':
        tagged += 1;
        acted += 1;
        return {};
      default:
        throw new Error(`there is no step ${step}`);
    }
  };

  const engine = openEngine({
    db,
    clock: systemClock(),
    random: Math.random,
    invoke: async (_resource, _name, payload) => {
      const { cursor, steps } = asTaskRequest(payload);
      const { path: _path, until: _until, ...place } = cursor;
      return { ...place, turn: cursor.turn + 1, ...act(steps[0], Number(cursor.contact.slice(1))) };
    },
  });
  engine.resume();
  const ended = db.prepare("SELECT count(*) AS ended FROM executions WHERE status = 'SUCCEEDED'");
  const machine = await engine.create('carry', JSON.stringify(compiledFlow(waitMs).machine));

  return {
    enter: async (contact) => {
      entered += 1;
      const run = `c${contact}-0`;
      await engine.start(machine, run, {
        tenant: 'bench',
        contact: `c${contact}`,
        workflow: 'carry',
        version: 1,
        run,
        turn: 0,
        trail: [],
        loops: {},
      });
    },
    // The disk is asked only when every task was done: the question takes time too.
    counts: () => ({ sent, tagged, ended: acted < entered ? 0 : integer(ended.get()?.ended) }),
    close: async () => {
      await engine.close();
      await db.close();
    },
  };
};
