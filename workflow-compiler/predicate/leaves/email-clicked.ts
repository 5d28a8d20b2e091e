/** `email-clicked`: a link of a message was followed. Clicks of link scanners never count. Saw: when, last. */

import { durationMs } from '../../language/duration.ts';
import { happened } from '../happened.ts';
import { compileMessage } from '../message.ts';
import { compileUrl } from '../pattern.ts';
import type { LeafRules } from './leaf.ts';

const TYPE = 'email.clicked';

export const emailClicked: LeafRules<'email-clicked'> = {
  compile: (leaf) => {
    const about = compileMessage(leaf.message);
    const through = leaf.link === undefined ? undefined : compileUrl(leaf.link);
    return happened(TYPE, leaf.within, ({ properties }, facts) => {
      if (properties.machine === true || !about(properties, facts)) return false;
      return through === undefined || through(String(properties.link ?? ''));
    });
  },
  need: ({ within }) =>
    within === undefined ? { type: TYPE } : { type: TYPE, withinMs: durationMs(within) },
};
