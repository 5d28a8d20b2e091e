/** Filters held against the type of what they are given: arithmetic on text, dates of numbers, lists of one value. */
import type { Finding } from '../diagnostics/finding.ts';

type Type = 'number' | 'date' | 'list' | 'word';

/** What is known of standard variables; all others may be anything. */
const TYPES: { readonly [variable: string]: Type } = {
  'contact.score': 'number',
  'contact.birthday': 'date',
  'contact.createdAt': 'date',
  'contact.updatedAt': 'date',
  'contact.tags': 'list',
  'contact.lists': 'list',
  'contact.email': 'word',
  'contact.zone': 'word',
  'contact.language': 'word',
  'contact.firstName': 'word',
  'contact.lastName': 'word',
  'contact.company': 'word',
  'contact.address.country': 'word',
  'contact.address.city': 'word',
};

type Family = { readonly takes: readonly Type[]; readonly does: string; readonly filters: readonly string[] };

const FAMILIES: readonly Family[] = [
  {
    takes: ['number'],
    does: 'calculates with a number',
    filters: ['plus', 'minus', 'times', 'divided_by', 'modulo', 'round', 'ceil', 'floor', 'abs'],
  },
  {
    takes: ['date'],
    does: 'shows a date',
    filters: ['date', 'date_to_string', 'date_to_long_string', 'date_to_xmlschema', 'date_to_rfc822'],
  },
  {
    takes: ['list'],
    does: 'takes a list',
    filters: ['join', 'sort', 'uniq', 'map', 'where', 'concat', 'push'],
  },
];

const NAMES: { readonly [T in Type]: string } = {
  number: 'a number',
  date: 'a date',
  list: 'a list',
  word: 'text',
};

/** The first filter of an output, behind a variable that is written out. */
const FILTERED = /\{\{-?\s*([a-zA-Z_][\w.]{0,200})\s*\|\s*(\w{1,40})/g;

export function misusedFilters(text: string, at: string): readonly Finding[] {
  if (!text.includes('|')) return [];
  return [...text.matchAll(FILTERED)].flatMap(([, variable = '', filter = '']): Finding[] => {
    const type = Object.hasOwn(TYPES, variable) ? TYPES[variable] : undefined;
    const family = FAMILIES.find(({ filters }) => filters.includes(filter));
    if (type === undefined || family === undefined || family.takes.includes(type)) return [];
    return [
      {
        code: 'MSG-10',
        at,
        detail: `\`${variable}\` is ${NAMES[type]}, and \`${filter}\` ${family.does}.`,
        hint: 'Remove the filter, or give it another variable.',
      },
    ];
  });
}
