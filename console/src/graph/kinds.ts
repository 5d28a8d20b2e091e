/**
 * What each kind of step is called and which family it belongs to; the family decides colour and icon. A complete table:
 * a kind added to the language does not compile here until it has a name.
 */
import type { StepKind } from '../../../workflow-compiler/language/step.ts';

type Family = 'message' | 'wait' | 'decision' | 'change' | 'call' | 'end';

export type Icon =
  | 'mail'
  | 'phone'
  | 'device'
  | 'bell'
  | 'clock'
  | 'ear'
  | 'branch'
  | 'split'
  | 'flag'
  | 'loop'
  | 'exit'
  | 'globe'
  | 'tag'
  | 'pen'
  | 'star'
  | 'list'
  | 'spark';

export type KindName = { readonly name: string; readonly family: Family; readonly icon: Icon };

export const KINDS: { readonly [K in StepKind]: KindName } = {
  branch: { name: 'Branch', family: 'decision', icon: 'branch' },
  split: { name: 'Split', family: 'decision', icon: 'split' },
  wait: { name: 'Wait', family: 'wait', icon: 'clock' },
  'wait-for-event': { name: 'Wait for an event', family: 'wait', icon: 'ear' },
  jump: { name: 'Jump', family: 'decision', icon: 'loop' },
  exit: { name: 'Exit', family: 'end', icon: 'exit' },
  goal: { name: 'Goal', family: 'end', icon: 'flag' },
  'send-email': { name: 'Send e-mail', family: 'message', icon: 'mail' },
  'send-sms': { name: 'Send SMS', family: 'message', icon: 'phone' },
  'send-push': { name: 'Send push message', family: 'message', icon: 'device' },
  'notify-email': { name: 'Notify the team', family: 'message', icon: 'bell' },
  webhook: { name: 'Webhook', family: 'call', icon: 'globe' },
  'add-tag': { name: 'Add tag', family: 'change', icon: 'tag' },
  'remove-tag': { name: 'Remove tag', family: 'change', icon: 'tag' },
  'set-detail': { name: 'Set detail', family: 'change', icon: 'pen' },
  'adjust-score': { name: 'Adjust score', family: 'change', icon: 'star' },
  'add-to-list': { name: 'Add to list', family: 'change', icon: 'list' },
  'remove-from-list': { name: 'Remove from list', family: 'change', icon: 'list' },
  'emit-event': { name: 'Emit event', family: 'call', icon: 'spark' },
};
