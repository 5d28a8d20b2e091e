/** When runs come out of a pause, in seconds since the first one entered, which is a Monday's midnight; all live in one zone. */
import type { Delay } from './fluid.ts';
import type { Pause } from './waves.ts';

const DAY = 86_400;
const DATES = 365;
/** Into so many parts a spread is cut. */
const PARTS = 60;

/** `spread`: seconds over which a moment that many wait for is spread, evenly. */
export function arrivalsAfter(pause: Pause, spread: number): Delay {
  if (pause.kind === 'for') return (leftAt) => [{ at: leftAt + pause.ms / 1000, share: 1 }];
  if (pause.kind === 'moment')
    return (leftAt) => spreadOut(nextMoment(leftAt, pause.days, pause.minute), 1, spread);
  return (leftAt) => {
    const first = nextMoment(leftAt, 0b1111111, pause.minute);
    return Array.from({ length: DATES }, (_, day) => spreadOut(first + day * DAY, 1 / DATES, spread)).flat();
  };
}

function spreadOut(at: number, share: number, spread: number) {
  if (spread === 0) return [{ at, share }];
  const parts = Math.min(PARTS, Math.ceil(spread));
  return Array.from({ length: parts }, (_, part) => ({
    at: at + (part * spread) / parts,
    share: share / parts,
  }));
}

/** Bit 0 of `days` is Monday. What is now has passed. */
function nextMoment(after: number, days: number, minute: number): number {
  const today = Math.floor(after / DAY);
  for (let day = today; day <= today + 8; day += 1) {
    const at = day * DAY + minute * 60;
    if (at > after && ((days >> (day % 7)) & 1) === 1) return at;
  }
  return after;
}
