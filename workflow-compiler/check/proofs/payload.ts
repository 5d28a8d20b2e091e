/**
 * What is carried: a message must fit into the item that keeps it, and an event into what any event may hold. Only what is
 * written out counts; what Liquid adds is known at run time, and refused there.
 */
import type { Finding } from '../../diagnostics/finding.ts';
import { child } from '../../diagnostics/pointer.ts';
import type { Step, StepOf } from '../../language/step.ts';
import type { Proof } from './proof.ts';

/** Bytes of a message's bodies: they are kept in one item of the store, which holds 400 KB. */
const MESSAGE = 380 * 1024;
/** Bytes of a push message: its services take 4 KB with what they and we add. */
const PUSH = 3584;
/** Bytes of an event's properties, wherever it comes from. */
const EVENT = 32 * 1024;

export const payload: Proof = ({ definition }) =>
  Object.entries(definition.steps).flatMap(([id, step]): Finding[] => {
    const { bytes, most, what } = sizeOf(step);
    return bytes <= most
      ? []
      : [
          {
            code: 'LIMIT-06',
            at: child('/steps', id),
            detail: `The ${what} at least ${Math.ceil(bytes / 1024)} KB; ${most / 1024} KB are carried.`,
            hint: 'Shorten it; large pictures and data belong behind a link.',
            onKey: true,
          },
        ];
  });

type Size = { readonly bytes: number; readonly most: number; readonly what: string };

function sizeOf(step: Step): Size {
  if (step.kind === 'send-email') return { bytes: bodies(step), most: MESSAGE, what: 'message takes' };
  if (step.kind === 'send-push') return { bytes: contents(step), most: PUSH, what: 'push message takes' };
  if (step.kind !== 'emit-event') return { bytes: 0, most: EVENT, what: '' };
  const constants = Object.entries(step.properties ?? {}).filter(([, value]) => typeof value !== 'object');
  return {
    bytes: utf8Length(JSON.stringify(Object.fromEntries(constants))),
    most: EVENT,
    what: "event's properties take",
  };
}

/** Without an HTML body the text becomes one too. MJML grows by an unknown amount and is measured when it is published. */
function bodies({ text, html, mjml }: StepOf<'send-email'>): number {
  const plain = written(text);
  if (mjml !== undefined) return plain;
  return html === undefined ? 2 * plain : plain + written(html);
}

function contents({ title, body, link, data = {} }: StepOf<'send-push'>): number {
  const texts = [title, body, link, ...Object.values(data)];
  return texts.reduce((sum, text) => sum + written(text), 0);
}

/** Nothing for a template: it may render to less than it is long. */
function written(text: string | undefined): number {
  return text === undefined || text.includes('{{') || text.includes('{%') ? 0 : utf8Length(text.trim());
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
