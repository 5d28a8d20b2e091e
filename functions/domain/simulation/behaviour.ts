/** What contacts do about messages, and how providers behave, by the profile's rates: the surroundings of a simulated contact. */
import { channelOf, isMessage } from '../../../workflow-compiler/language/channel.ts';
import { durationMs } from '../../../workflow-compiler/language/duration.ts';
import type { Json } from '../../../workflow-compiler/language/json.ts';
import type { Delivery } from '../../ports/channel.ts';
import type { OutboundAnswer } from '../../ports/outbound.ts';
import type { MessageRow } from '../message/row.ts';
import { type Dice, delay } from './dice.ts';
import { whole } from './people.ts';
import type { Deed, Person, Run, Surroundings } from './person.ts';
import type { FullProfile, ReactionRates } from './profile.ts';

type Reaction = ReactionRates['open'];

export function behaviour(
  profile: FullProfile,
  dice: Dice,
  links: (message: MessageRow) => readonly string[],
): Surroundings {
  let jitter = 0;
  const times = new Map<string, number>();
  /** The how manieth of its kind: what a contact does is asked about the third letter, not about the turn that sent it. */
  const nth = (what: string): string => {
    const count = times.get(what) ?? 0;
    times.set(what, count + 1);
    return `${what} ${count}`;
  };
  const visits = new Map<string, string>();
  /** The how manieth message or call of the step. Names of runs and turns depend on how a machine is cut, this does not. */
  const visitOf = ({ flow, row: { run, turn } }: Run, step: string): string => {
    const visit = `${run}.${turn}`;
    const known = visits.get(visit) ?? nth(`do ${flow.name}/${step}`);
    visits.set(visit, known);
    return known;
  };
  return {
    deliver: (run, step, attempt) =>
      delivered(profile, dice(`deliver ${visitOf(run, step)} ${attempt}`), run, step),
    answer: (run, step, attempt) => answered(profile, dice(`call ${visitOf(run, step)} ${attempt}`)),
    received: (person, message) => react(profile, dice, person, message, nth, links),
    entered: (person, run) => follow(profile, dice, person, 'entry', nth(`enter ${run.flow.name}`), 0),
    random: () => {
      jitter += 1;
      return dice(`jitter ${jitter}`);
    },
  };
}

function react(
  profile: FullProfile,
  dice: Dice,
  person: Person,
  message: MessageRow,
  nth: (what: string) => string,
  links: (message: MessageRow) => readonly string[],
): void {
  if (message.channel === 'notify') return;
  const name = nth(`${message.workflow}/${message.step}`);
  follow(profile, dice, person, message.channel, name, 0);
  const rates = ratesOf(profile, message);
  const does = (what: string, { rate, after = '1 hour' }: Reaction): number | undefined =>
    dice(`${what}? ${name}`) < rate ? delay(dice(`${what} ${name}`), durationMs(after)) : undefined;
  const soon = (ms: number, deed: Deed): void =>
    person.agenda.add(person.now + ms, { what: 'reaction', message: message.id, deed });
  const step = `${message.workflow}/${message.step}`;
  if (message.channel === 'push') {
    const tap = does('click', rates.click);
    if (tap === undefined) return;
    const [link] = links(message);
    soon(tap, { do: 'click', message: step, ...(link === undefined ? {} : { link }) });
    follow(profile, dice, person, 'click', name, tap);
    return;
  }
  const bounce = does('bounce', rates.bounce);
  if (bounce !== undefined) {
    const told = { what: 'bounced', type: 'permanent', reason: 'there is no such address' } as const;
    soon(bounce, { do: 'hear', message: step, told });
    return;
  }
  if (message.channel !== 'email') return;
  const machine = does('machine', rates.machineOpen);
  if (machine !== undefined) soon(machine, { do: 'open', message: step, machine: true });
  const open = does('open', rates.open);
  if (open === undefined) return;
  soon(open, { do: 'open', message: step });
  follow(profile, dice, person, 'open', name, open);
  const leave = does('unsubscribe', rates.unsubscribe);
  if (leave !== undefined) soon(open + leave, { do: 'unsubscribe', message: step });
  const complaint = does('complaint', rates.complaint);
  if (complaint !== undefined)
    soon(open + complaint, { do: 'hear', message: step, told: { what: 'complained' } });
  const click = does('click', rates.click);
  const offered = links(message);
  const link = offered[Math.floor(dice(`link ${name}`) * offered.length)];
  if (click === undefined || link === undefined) return;
  soon(open + click, { do: 'click', message: step, link });
  follow(profile, dice, person, 'click', name, open + click);
}

function ratesOf(
  { email, sms, push, messages }: FullProfile,
  { channel, workflow, step }: MessageRow,
): ReactionRates {
  if (channel === 'sms') return { ...email, ...sms };
  const usual = channel === 'push' ? { ...email, ...push } : email;
  const own = messages[`${workflow}/${step}`] ?? messages[step];
  return own === undefined ? usual : { ...usual, ...own };
}

/** The profile's external events that follow something which happens in `ms`. */
function follow(
  { events }: FullProfile,
  dice: Dice,
  person: Person,
  what: FullProfile['events'][number]['following'],
  name: string,
  ms: number,
): void {
  for (const [
    index,
    { following, rate, after = '1 hour', name: event, properties = {} },
  ] of events.entries()) {
    if (following !== what || dice(`event ${index}? ${what} ${name}`) >= rate) continue;
    const drawn = Object.entries(properties).map(([key, value]): [string, Json] => [
      key,
      typeof value === 'object'
        ? whole(dice(`${key} ${index} ${what} ${name}`), value.from, value.to)
        : value,
    ]);
    const wait = delay(dice(`event ${index} ${what} ${name}`), durationMs(after));
    const deed: Deed = {
      do: 'event',
      type: 'external.occurred',
      properties: { name: event, properties: Object.fromEntries(drawn) },
    };
    person.agenda.add(person.now + ms + wait, { what: 'deed', deed });
  }
}

const SENT: Delivery = { outcome: 'sent', providerId: 'simulated' };

function delivered({ providers }: FullProfile, draw: number, run: Run, step: string): Delivery {
  const sending = run.flow.content[step];
  const rates = isMessage(sending) ? providers[channelOf(sending)] : undefined;
  if (rates === undefined) return SENT;
  const { rejected = 0, throttled = 0, ambiguous = 0 } = rates;
  if (draw < rejected) return { outcome: 'rejected', reason: 'the provider rejected it' };
  if (draw < rejected + throttled) return { outcome: 'throttled', reason: 'the provider is busy' };
  if (draw < rejected + throttled + ambiguous) {
    return { outcome: 'ambiguous', reason: 'the provider did not answer' };
  }
  return SENT;
}

function answered({ providers }: FullProfile, draw: number): OutboundAnswer {
  const { failed = 0, rejected = 0 } = providers.webhook ?? {};
  const status = draw < rejected ? 404 : draw < rejected + failed ? 503 : 200;
  return { outcome: 'answered', status, body: '' };
}
