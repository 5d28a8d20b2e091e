/** Versions: numbers given to revisions once and never again. Aliases lead to one or two of them, by weights. */
import { type Operation, seconds, type Wire } from './context.ts';
import { Refusal } from './errors.ts';
import { text, textMaybe } from './members.ts';
import { pageOf } from './paging.ts';
import type { Version } from './shelf.ts';

/** Inside `enlist`. Publishing the same revision again gives the version that it has. */
export function publish(
  { db, clock, shelf }: Wire,
  machineId: number,
  description: string | undefined,
): { readonly arn: string; readonly created: number } {
  const machine = shelf.machineById(machineId);
  if (machine === undefined) throw new Error('the machine of a version is gone');
  const known = shelf.versionsOf(machineId).find(({ revision }) => revision === machine.revision);
  if (known !== undefined)
    return { arn: shelf.arns.version(machine.name, known.number), created: known.created };
  const number = machine.versions + 1;
  const created = clock.now();
  db.prepare(
    'INSERT INTO wire_versions (machine, number, revision, description, created) VALUES (?, ?, ?, ?, ?)',
  ).run(machineId, number, machine.revision, description ?? null, created);
  db.prepare('UPDATE wire_machines SET versions = ? WHERE id = ?').run(number, machineId);
  return { arn: shelf.arns.version(machine.name, number), created };
}

export const publishStateMachineVersion: Operation = async (wire, input) => {
  const arn = text(input, 'stateMachineArn');
  const machine = wire.shelf.machineAt(arn);
  if (machine.deleting) throw new Refusal('StateMachineDeleting', `State Machine is deleting: '${arn}'`);
  const revision = textMaybe(input, 'revisionId');
  if (revision !== undefined && revision !== wire.shelf.revisionOf(machine.revision).token)
    throw new Refusal('ConflictException', 'The revision is not the newest one of the state machine');
  const made = await wire.db.enlist(() => publish(wire, machine.id, textMaybe(input, 'description')));
  return { stateMachineVersionArn: made.arn, creationDate: seconds(made.created) };
};

export const listStateMachineVersions: Operation = (wire, input) => {
  const machine = wire.shelf.machineAt(text(input, 'stateMachineArn'));
  const { entries, more } = pageOf(input, 'versions', wire.shelf.versionsOf(machine.id));
  return {
    stateMachineVersions: entries.map(({ number, created }: Version) => ({
      stateMachineVersionArn: wire.shelf.arns.version(machine.name, number),
      creationDate: seconds(created),
    })),
    ...more,
  };
};

/** One that an alias leads to stays; one that is gone already is gone. */
export const deleteStateMachineVersion: Operation = async (wire, input) => {
  const arn = text(input, 'stateMachineVersionArn');
  const { machine, version } = wire.shelf.versionAt(arn);
  const user = wire.shelf
    .aliasesOf(machine.id)
    .find(({ routes }) => routes.some((route) => route.version === version.number));
  if (user !== undefined)
    throw new Refusal('ConflictException', `The version is used by the alias '${user.name}'`);
  await wire.db.enlist(() =>
    wire.db
      .prepare('DELETE FROM wire_versions WHERE machine = ? AND number = ?')
      .run(machine.id, version.number),
  );
  return {};
};
