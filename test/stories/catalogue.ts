/** The stories: each a sentence about what a marketer may rely on, with what has to be true at its end. */
import { readFileSync } from 'node:fs';
import type { Ending } from './play.ts';
import {
  begin,
  contact,
  DAY,
  event,
  HOUR,
  idle,
  join_,
  MINUTE,
  START,
  type Story,
  time,
  workflow,
} from './world.ts';

export type Told = Story & {
  /** Lines that must be found among the runs, messages or cards; `!` in front: must not. */
  readonly ends: readonly string[];
};

const example = (name: string): string =>
  readFileSync(new URL(`../../examples/${name}.yaml`, import.meta.url), 'utf8');

const opened = (run: string, step: string, flow: string) => ({ workflow: flow, step, run, turn: 0 });

export const stories: readonly Told[] = [
  {
    name: 'who opens the welcome gets the longer story, who does not gets a reminder',
    deeds: [
      begin,
      workflow(example('welcome')),
      contact('ada', join_('newsletter'), { do: 'set', detail: 'phone', value: '+4915112345678' }),
      contact('bob', join_('newsletter'), { do: 'set', detail: 'phone', value: '+4915112345679' }),
      idle,
      time(HOUR),
      event('o1', 'ada', 'email.opened', opened('ada.280d44ab1e9f', 'thanks', 'welcome'), START + HOUR),
      time(2 * DAY),
    ],
    ends: [
      'welcome ada done',
      'opened decided yes',
      'opened decided otherwise',
      'ada welcome/story sent',
      'bob welcome/reminder sent',
      '!bob welcome/story',
      'bob tags welcomed',
    ],
  },
];
void MINUTE;
