/**
 * Workflows whose actions start each other, or themselves, in a circle. The runtime cuts such a chain after ten workflows,
 * so nothing runs for ever, but nobody means it. A workflow that a contact enters once, or not again so soon, ends the circle.
 */
import type { Finding } from '../../diagnostics/finding.ts';
import { child } from '../../diagnostics/pointer.ts';
import type { Definition } from '../../language/definition.ts';
import { durationMs } from '../../language/duration.ts';
import { type Fired, firedBy } from './fired.ts';

/** `longest`: milliseconds that a run can take, asked only where it matters; `undefined` where that is not known. */
export type Member = { readonly definition: Definition; readonly longest: () => number | undefined };

/** A step of one workflow starts another: both by index. */
type Link = {
  readonly from: number;
  readonly to: number;
  readonly fired: Fired;
};

/** Findings for each workflow, in the order given. A circle is told at its first one. */
export function loopsBetween(members: readonly Member[]): readonly (readonly Finding[])[] {
  const links = linksOf(members);
  return members.map(({ definition }, first) =>
    links
      .filter(({ from }) => from === first)
      .flatMap((link): Finding[] => {
        const way = wayBack(links, link, first);
        return way === undefined ? [] : [loop(definition, members, way)];
      }),
  );
}

function linksOf(members: readonly Member[]): readonly Link[] {
  const steps = members.flatMap(({ definition }) => Object.values(definition.steps));
  const together = (): number =>
    members.reduce((sum, { longest }) => sum + (longest() ?? Number.POSITIVE_INFINITY), 0);
  return members.flatMap(({ definition }, from) =>
    firedBy(definition)
      .filter(({ again }) => again(steps))
      .flatMap((fired) =>
        members.flatMap((other, to): Link[] =>
          starts(fired, other.definition, from === to) && mayReenter(other.definition, together)
            ? [{ from, to, fired }]
            : [],
        ),
      ),
  );
}

function starts(fired: Fired, { triggers, name }: Definition, own: boolean): boolean {
  return triggers.some((trigger) => {
    // A message of one's own is named without the workflow.
    const whole =
      own && 'message' in trigger && trigger.message !== undefined && !trigger.message.includes('/')
        ? { ...trigger, message: `${name}/${trigger.message}` }
        : trigger;
    return fired.matches(whole);
  });
}

/** `after` a while: only if the circle can take that long. */
function mayReenter({ entry }: Definition, longest: () => number): boolean {
  const rule = entry?.reentry ?? 'never';
  return typeof rule === 'object' ? longest() >= durationMs(rule.after) : rule === 'always';
}

/** The shortest way from the link back to where it began, through no earlier workflow. */
function wayBack(links: readonly Link[], first: Link, start: number): readonly Link[] | undefined {
  const seen = new Set<number>();
  let open: readonly (readonly Link[])[] = [[first]];
  while (open.length > 0) {
    const done = open.find((way) => way.at(-1)?.to === start);
    if (done !== undefined) return done;
    open = open.flatMap((way) => {
      const last = way.at(-1)?.to ?? start;
      if (last < start || seen.has(last)) return [];
      seen.add(last);
      return links.filter(({ from }) => from === last).map((link) => [...way, link]);
    });
  }
  return undefined;
}

function loop(definition: Definition, members: readonly Member[], way: readonly Link[]): Finding {
  const [first] = way;
  const nameOf = (index: number): string => members[index]?.definition.name ?? '';
  const chain = way.map(
    ({ from, to, fired }) =>
      `\`${fired.step}\` of \`${nameOf(from)}\`${fired.byContact ? ', when it is opened or clicked,' : ''} starts \`${nameOf(to)}\``,
  );
  return {
    code: 'FLOW-10',
    at: child('/steps', first?.fired.step ?? definition.start),
    detail: `Round and round: ${chain.join('; ')}.`,
    hint: 'Let one of them be entered once (`reentry: never`) or after a while, or narrow its trigger; to repeat steps, use a `jump`.',
    onKey: true,
  };
}
