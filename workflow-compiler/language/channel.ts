/** Kinds of steps that send to the contact, and by which channel: the one place that says so. Notices to the team are none. */
import type { Step, StepKind, StepOf } from './step.ts';

const CHANNELS = {
  'send-email': 'email',
  'send-sms': 'sms',
  'send-push': 'push',
} as const satisfies { readonly [K in StepKind]?: string };

export type MessageKind = keyof typeof CHANNELS;
export type MessageStep = { [K in MessageKind]: StepOf<K> }[MessageKind];
export type MessageChannel = (typeof CHANNELS)[MessageKind];

export const MESSAGE_CHANNELS: readonly MessageChannel[] = Object.values(CHANNELS);

/** Whether the step sends to the contact. */
export const isMessage = (step: Step | undefined): step is MessageStep =>
  step !== undefined && Object.hasOwn(CHANNELS, step.kind);

export const channelOf = ({ kind }: MessageStep): MessageChannel => CHANNELS[kind];

/** The channel of a marketing message; none for anything else. */
export const marketingBy = (step: Step): MessageChannel | undefined =>
  isMessage(step) && step.purpose !== 'transactional' ? channelOf(step) : undefined;
