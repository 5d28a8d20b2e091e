/** Conditions: one entry for each kind of leaf. Whether a message was sent before is a question of flow and asked elsewhere. */
import type { Finding } from '../diagnostics/finding.ts';
import { suggest } from '../diagnostics/near.ts';
import { byLeaf, type PerLeaf } from '../language/by-kind.ts';
import type { Definition } from '../language/definition.ts';
import { EVENT_TYPES } from '../language/event-type.ts';
import { leaves } from '../language/walk.ts';
import { comparison } from './comparison.ts';
import { detailName } from './details.ts';
import { conditionsOf } from './place.ts';

const bySchema = (): readonly Finding[] => [];

const table: PerLeaf<[string], readonly Finding[]> = {
  detail: (leaf, at) => [...detailName(leaf.name, `${at}/name`), ...comparison(leaf, at)],
  tag: bySchema,
  score: bySchema,
  list: bySchema,
  'email-opened': bySchema,
  'email-clicked': bySchema,
  'event-occurred': ({ type, where = [] }, at) => [
    ...eventType(type, `${at}/type`),
    ...where.flatMap((one, i) => comparison(one, `${at}/where/${i}`)),
  ],
  event: (leaf, at) => comparison(leaf, at),
  consent: bySchema,
};

export function conditions(definition: Definition): readonly Finding[] {
  return conditionsOf(definition).flatMap(({ condition, at }) =>
    leaves(condition, at).flatMap((found) => byLeaf(table, found.leaf, found.at)),
  );
}

const eventType = (type: string, at: string): readonly Finding[] =>
  EVENT_TYPES.includes(type)
    ? []
    : [
        {
          code: 'COND-05',
          at,
          detail: `There is no event type \`${type}\`.`,
          hint: suggest(type, EVENT_TYPES),
        },
      ];
