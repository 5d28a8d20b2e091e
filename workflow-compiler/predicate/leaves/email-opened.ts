/** `email-opened`: a message was opened, by a person unless machines are asked for. Saw: when, last. */

import { durationMs } from '../../language/duration.ts';
import { happened } from '../happened.ts';
import { compileMessage } from '../message.ts';
import type { LeafRules } from './leaf.ts';

const TYPE = 'email.opened';

export const emailOpened: LeafRules<'email-opened'> = {
  compile: (leaf) => {
    const about = compileMessage(leaf.message);
    return happened(TYPE, leaf.within, ({ properties }, facts) => {
      return (leaf.machine === true || properties.machine !== true) && about(properties, facts);
    });
  },
  need: ({ within }) =>
    within === undefined ? { type: TYPE } : { type: TYPE, withinMs: durationMs(within) },
};
