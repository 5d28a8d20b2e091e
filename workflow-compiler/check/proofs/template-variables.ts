/**
 * Variables of templates: the event at hand must be able to have the property, the product's own objects have fixed parts,
 * and a value is used as what it is. All of it renders, if to nothing, so all of it is a warning.
 */
import type { Finding } from '../../diagnostics/finding.ts';
import { quoteList, suggest } from '../../diagnostics/near.ts';
import { child } from '../../diagnostics/pointer.ts';
import { templatesOf } from '../../language/templates.ts';
import { ADDRESS_PARTS } from '../../predicate/detail.ts';
import { standardNear } from '../details.ts';
import { eventsAt, isCarried, namesCarried } from '../event-at-hand.ts';
import { misusedFilters } from '../template-filters.ts';
import { liquid } from '../templates.ts';
import type { Proof } from './proof.ts';

/** What templates see of an event beside its properties. */
const OF_EVENT = ['id', 'type', 'at'];

const PARTS: { readonly [root: string]: readonly string[] } = {
  run: ['id'],
  workflow: ['name', 'title'],
  tenant: ['id', 'name'],
  'contact.address': ADDRESS_PARTS,
};

export const templateVariables: Proof = (ways) =>
  Object.entries(ways.definition.steps).flatMap(([id, step]) =>
    templatesOf(step).flatMap(({ text, at }) => {
      const place = child('/steps', id) + at;
      const types = eventsAt(ways, id);
      return [
        ...variablesOf(text).flatMap((path) => variable(path, types, place)),
        ...misusedFilters(text, place),
      ];
    }),
  );

/** Dotted paths as far as they are written out, each once; nothing of a template that cannot be read. */
function variablesOf(text: string): readonly (readonly string[])[] {
  if (!text.includes('{{') && !text.includes('{%')) return [];
  try {
    const found = liquid.globalVariableSegmentsSync(liquid.parse(text));
    const paths = found.map((segments) => {
      const dynamic = segments.findIndex((segment) => typeof segment !== 'string');
      return segments.slice(0, dynamic < 0 ? undefined : dynamic).map(String);
    });
    return [...new Map(paths.map((path) => [path.join('.'), path])).values()];
  } catch {
    return [];
  }
}

function variable(path: readonly string[], types: readonly string[], at: string): readonly Finding[] {
  const [root = '', first, second] = path;
  if (first === undefined) return [];
  if (root === 'event') return eventVariable(first, types, at);
  if (root === 'contact' && first !== 'address') return contactVariable(first, at);
  const [owner, part] = root === 'contact' ? ['contact.address', second] : [root, first];
  const parts = Object.hasOwn(PARTS, owner) ? PARTS[owner] : undefined;
  if (parts === undefined || part === undefined || parts.includes(part)) return [];
  return [
    {
      code: 'MSG-04',
      at,
      detail: `\`${owner}\` has no \`${part}\`; it renders empty.`,
      hint: suggest(part, parts),
    },
  ];
}

function eventVariable(name: string, types: readonly string[], at: string): readonly Finding[] {
  return OF_EVENT.includes(name) || isCarried(types, name)
    ? []
    : [
        {
          code: 'MSG-08',
          at,
          detail: `The event at hand here is ${quoteList(types)}, which has no \`${name}\`; it renders empty.`,
          hint: suggest(name, [...OF_EVENT, ...namesCarried(types)]),
        },
      ];
}

function contactVariable(name: string, at: string): readonly Finding[] {
  const near = ['details', 'score', 'tags', 'lists'].includes(name) ? undefined : standardNear(name);
  return near === undefined
    ? []
    : [
        {
          code: 'MSG-09',
          at,
          detail: `\`contact.${name}\` is taken for a custom detail; there is a standard detail \`${near}\`.`,
          hint: `If you mean the standard one, write \`contact.${near}\`.`,
        },
      ];
}
