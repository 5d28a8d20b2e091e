/** The Liquid templates of a step, with their pointers: for checks, and for whoever renders or scans them. */
import { child } from '../diagnostics/pointer.ts';
import { byKind, type PerStep } from './by-kind.ts';
import type { Step } from './step.ts';

export type Template = { readonly text: string; readonly at: string };

const none = (): readonly Template[] => [];

/** The fields of that name that are there. */
const fields =
  <F extends string>(...names: readonly F[]) =>
  (step: { readonly [N in F]?: string | undefined }): readonly Template[] =>
    names.flatMap((name): Template[] => {
      const text = step[name];
      return text === undefined ? [] : [{ text, at: `/${name}` }];
    });

/** Of a value: only `{ template }` is one. */
function ofValue(value: unknown, at: string): readonly Template[] {
  return typeof value === 'object' &&
    value !== null &&
    'template' in value &&
    typeof value.template === 'string'
    ? [{ text: value.template, at: `${at}/template` }]
    : [];
}

/** Every text inside a JSON value: the body of a webhook, the data of a push message. */
function inside(value: unknown, at: string): readonly Template[] {
  if (typeof value === 'string') return [{ text: value, at }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => inside(part, child(at, key)));
}

const table: PerStep<[], readonly Template[]> = {
  branch: none,
  split: none,
  wait: none,
  'wait-for-event': none,
  jump: none,
  exit: none,
  goal: none,
  'send-email': fields('subject', 'preheader', 'text', 'html', 'mjml'),
  'send-sms': fields('text'),
  'send-push': (step) => [...fields('title', 'body', 'link')(step), ...inside(step.data, '/data')],
  'notify-email': fields('subject', 'text'),
  webhook: (step) => [
    ...fields('url')(step),
    ...inside(step.headers, '/headers'),
    ...inside(step.body, '/body'),
  ],
  'add-tag': none,
  'remove-tag': none,
  'set-detail': ({ value }) => ofValue(value, '/value'),
  'adjust-score': none,
  'add-to-list': none,
  'remove-from-list': none,
  'emit-event': ({ properties = {} }) =>
    Object.entries(properties).flatMap(([name, value]) => ofValue(value, child('/properties', name))),
};

export function templatesOf(step: Step): readonly Template[] {
  return byKind(table, step);
}
