/** Where the Liquid of a step stands: one row for each kind, with JSON pointers below the step. */
import type { Step, StepKind, StepOf } from '../../../workflow-compiler/language/step.ts';

export type Template = { readonly path: string; readonly template: string };

type Fields = { readonly [path: string]: string | undefined };

const none = (): Fields => ({});

const FIELDS: { readonly [K in StepKind]: (step: StepOf<K>) => Fields } = {
  branch: none,
  split: none,
  wait: none,
  'wait-for-event': none,
  jump: none,
  exit: none,
  goal: none,
  'send-email': ({ subject, preheader, text, html }) => ({
    '/subject': subject,
    '/preheader': preheader,
    '/text': text,
    '/html': html,
  }),
  'send-sms': ({ text }) => ({ '/text': text }),
  'notify-email': ({ subject, text }) => ({ '/subject': subject, '/text': text }),
  webhook: ({ url, headers = {}, body }) => ({
    '/url': url,
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [`/headers/${name}`, value])),
    ...stringsIn(body, '/body'),
  }),
  'add-tag': none,
  'remove-tag': none,
  'set-detail': ({ value }) => valueFields(value, '/value'),
  'adjust-score': none,
  'add-to-list': none,
  'remove-from-list': none,
  'emit-event': ({ properties = {} }) =>
    Object.assign(
      {},
      ...Object.entries(properties).map(([name, value]) =>
        valueFields(value, `/properties/${escaped(name)}`),
      ),
    ),
};

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

function valueFields(value: StepOf<'set-detail'>['value'], path: string): Fields {
  return typeof value === 'object' && 'template' in value ? { [`${path}/template`]: value.template } : {};
}

/** The strings of a JSON value, keys not counted. */
function stringsIn(value: unknown, path: string): Fields {
  if (typeof value === 'string') return { [path]: value };
  if (typeof value !== 'object' || value === null) return {};
  return Object.assign(
    {},
    ...Object.entries(value).map(([name, inner]) => stringsIn(inner, `${path}/${escaped(name)}`)),
  );
}

export function templatesOf(step: Step): readonly Template[] {
  return Object.entries(fieldsOf(step)).flatMap(([path, template]) =>
    template === undefined ? [] : [{ path, template }],
  );
}

/** The table is keyed by the step's own kind, which TypeScript cannot follow through an index of a union. */
function fieldsOf<K extends StepKind>(step: StepOf<K> & { readonly kind: K }): Fields {
  const fields: (step: StepOf<K>) => Fields = FIELDS[step.kind];
  return fields(step);
}
