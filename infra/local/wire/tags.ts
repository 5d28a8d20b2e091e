/** Tags of machines: kept and given back, nothing else. */
import type { JsonObject } from '../../../workflow-compiler/interpreter/json.ts';
import type { Database } from '../store/database.ts';
import { text as column } from '../store/statement.ts';
import { readMachineArn } from './arns.ts';
import type { Operation, Wire } from './context.ts';
import { Refusal } from './errors.ts';
import { objects, text, texts } from './members.ts';

type Tag = { readonly key: string; readonly value: string };

const MOST = 50;

export const tagsOf = (input: JsonObject): readonly Tag[] =>
  objects(input, 'tags').map((tag) => ({ key: text(tag, 'key'), value: text(tag, 'value') }));

/** Inside `enlist`. */
export function writeTags(db: Database, arn: string, tags: readonly Tag[]): void {
  const write = db.prepare('INSERT OR REPLACE INTO wire_tags (arn, key, value) VALUES (?, ?, ?)');
  for (const { key, value } of tags) write.run(arn, key, value);
}

const read = ({ db }: Wire, arn: string): readonly Tag[] =>
  db
    .prepare('SELECT key, value FROM wire_tags WHERE arn = ? ORDER BY key')
    .all(arn)
    .map((row) => ({ key: column(row.key), value: column(row.value) }));

function tagged({ shelf }: Wire, input: JsonObject): string {
  const arn = text(input, 'resourceArn');
  const { name, qualifier } = readMachineArn(arn);
  if (qualifier !== undefined || shelf.machineNamed(name) === undefined)
    throw new Refusal('ResourceNotFound', `Resource not found: '${arn}'`);
  return arn;
}

export const tagResource: Operation = async (wire, input) => {
  const arn = tagged(wire, input);
  const tags = tagsOf(input);
  const keys = new Set([...read(wire, arn), ...tags].map(({ key }) => key));
  if (keys.size > MOST) throw new Refusal('TooManyTags', `A resource has at most ${MOST} tags`);
  await wire.db.enlist(() => writeTags(wire.db, arn, tags));
  return {};
};

export const untagResource: Operation = async (wire, input) => {
  const arn = tagged(wire, input);
  const remove = wire.db.prepare('DELETE FROM wire_tags WHERE arn = ? AND key = ?');
  await wire.db.enlist(() => {
    for (const key of texts(input, 'tagKeys')) remove.run(arn, key);
  });
  return {};
};

export const listTagsForResource: Operation = (wire, input) => ({ tags: read(wire, tagged(wire, input)) });
