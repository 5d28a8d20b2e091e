/** Every proof about the ways through a definition: a new one is a file here and an entry in this table. */

import { daily } from './daily.ts';
import { duration } from './duration.ts';
import { eventProperties } from './event-properties.ts';
import { fitting } from './fitting.ts';
import { goals } from './goals.ts';
import { history } from './history.ts';
import { optedOut } from './opted-out.ts';
import { payload } from './payload.ts';
import { possible } from './possible.ts';
import type { Proof } from './proof.ts';
import { reachable } from './reachable.ts';
import { sentBefore } from './sent-before.ts';
import { setsItselfOff } from './sets-itself-off.ts';
import { since } from './since.ts';
import { templateVariables } from './template-variables.ts';
import { window } from './window.ts';

export const PROOFS: readonly Proof[] = [
  reachable,
  possible,
  goals,
  fitting,
  sentBefore,
  since,
  eventProperties,
  templateVariables,
  optedOut,
  window,
  payload,
  setsItselfOff,
];

/** Worst cases, which exist only where every loop is a jump. */
export const BOUNDED: readonly Proof[] = [duration, history, daily];
