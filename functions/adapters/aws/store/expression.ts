/** Conditions and updates in DynamoDB's language: pure, sent by `write.ts` and `transaction.ts` alike. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Condition, Key, Write } from '../../../ports/store.ts';
import { StoreMisuse } from '../../../ports/store-errors.ts';
import { checkBody } from '../../../ports/store-limits.ts';
import { fieldAttribute, keyAttributes, toAttributes } from './item.ts';
import { ATTRIBUTES } from './table.ts';

export type Put = Extract<Write, { do: 'put' }>;
export type Delete = Extract<Write, { do: 'delete' }>;
export type Add = Extract<Write, { do: 'add' }>;

type Names = Record<string, string>;
type Values = Record<string, AttributeValue>;

/** Marks of additions begin with this, so that the change feed can leave them out. */
export const ADDED = '+';

/** The revision the item must have; 0 when it must not exist. */
export const revisionIs = (rev: number): Expressed =>
  rev === 0
    ? { ConditionExpression: 'attribute_not_exists(#pk)', ExpressionAttributeNames: { '#pk': ATTRIBUTES.pk } }
    : {
        ConditionExpression: '#rev = :rev',
        ExpressionAttributeNames: { '#rev': ATTRIBUTES.rev },
        ExpressionAttributeValues: { ':rev': { N: String(rev) } },
      };

export type Expressed = {
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Names;
  readonly ExpressionAttributeValues?: Values;
};

export function conditionOf(when: Condition | undefined): Expressed {
  if (when === undefined) return {};
  if (when === 'absent') return revisionIs(0);
  if (when === 'present') {
    return {
      ConditionExpression: 'attribute_exists(#pk)',
      ExpressionAttributeNames: { '#pk': ATTRIBUTES.pk },
    };
  }
  // Nothing has revision 0; asked for by a caller, it fails as any other wrong revision.
  return when.rev === 0 ? { ...revisionIs(-1) } : revisionIs(when.rev);
}

export function putOf(table: string, put: Put, rev: number, mark: string) {
  checkBody(put.key, JSON.stringify(put.body));
  return { TableName: table, Item: toAttributes(put, rev, mark), ...KEEP_FOUND };
}

export function deleteOf(table: string, { key, when }: { readonly key: Key; readonly when?: Condition }) {
  return { TableName: table, Key: keyAttributes(key), ...conditionOf(when), ...KEEP_FOUND };
}

/** Not when this very call has written before: its answer was lost on the way. */
export function addOf(table: string, { key, amounts }: Add, mark: string) {
  const names: Names = { '#rev': ATTRIBUTES.rev, '#mark': ATTRIBUTES.mark, '#body': ATTRIBUTES.body };
  const values: Values = { ':one': { N: '1' }, ':mark': { S: mark } };
  const added = Object.entries(amounts).map(([field, amount], at) => {
    if (!Number.isFinite(amount))
      throw new StoreMisuse(`\`${field}\` of \`${key.pk}\` \`${key.sk}\` is no number.`);
    names[`#f${at}`] = fieldAttribute(field);
    values[`:f${at}`] = { N: JSON.stringify(amount) };
    return `#f${at} :f${at}`;
  });
  return {
    TableName: table,
    Key: keyAttributes(key),
    UpdateExpression: `SET #mark = :mark ADD ${['#rev :one', ...added].join(', ')}`,
    ConditionExpression: 'attribute_not_exists(#body) AND (attribute_not_exists(#mark) OR #mark <> :mark)',
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
    ...KEEP_FOUND,
  };
}

const KEEP_FOUND = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;

export const notAddable = ({ pk, sk }: Key): StoreMisuse =>
  new StoreMisuse(`Nothing can be added to the item \`${pk}\` \`${sk}\`: its body is no object.`);
