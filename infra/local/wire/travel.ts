/**
 * Time for tests: with a manual clock, `POST /clock {"to": "2026-03-02T10:00:00Z"}` moves it to that moment, or to the nearest
 * timer before it, and answers where it stands, when the next timer is due, and how much is under way. `GET /clock` looks.
 */
import { isJsonObject, parseJson } from '../../../workflow-compiler/interpreter/json.ts';
import type { ManualClock, Timekeeper } from '../clock.ts';
import type { Engine } from '../engine/engine.ts';

export type Travel = Pick<ManualClock, 'advanceTo'>;

type Moved = { readonly clock: Timekeeper; readonly engine: Engine };

export async function answerTravel(
  travel: Travel | undefined,
  request: Request,
  { clock, engine }: Moved,
): Promise<Response> {
  if (request.method === 'POST') {
    const to = await momentIn(request);
    if (travel === undefined || to === undefined) {
      const message = travel === undefined ? 'The clock is not a manual one.' : 'Say where `to`.';
      return Response.json({ message }, { status: 400 });
    }
    travel.advanceTo(Math.min(to, engine.nextTimer() ?? to));
  }
  const next = engine.nextTimer();
  const told = { now: instant(clock.now()), ...(next === undefined ? {} : { next: instant(next) }) };
  return Response.json({ ...told, busy: engine.busy() });
}

const instant = (ms: number): string => new Date(ms).toISOString();

async function momentIn(request: Request): Promise<number | undefined> {
  try {
    const body = parseJson(await request.text());
    const to = isJsonObject(body) && typeof body.to === 'string' ? Date.parse(body.to) : Number.NaN;
    return Number.isNaN(to) ? undefined : to;
  } catch {
    return undefined;
  }
}
