/** Aliases: names that lead to one version, or to two by weights. */
import type { JsonObject } from '../../../workflow-compiler/interpreter/json.ts';
import { isVersion, readMachineArn } from './arns.ts';
import { given, type Operation, seconds, type Wire } from './context.ts';
import { Refusal } from './errors.ts';
import { amount, nameOf, objects, text, textMaybe } from './members.ts';
import { pageOf } from './paging.ts';
import type { Alias, MachineRow, Route } from './shelf.ts';

type Routing = { readonly machine: MachineRow; readonly routes: readonly Route[] };

/** One or two versions of one machine, whose weights are a hundred together. */
function routingOf(wire: Wire, input: JsonObject): Routing {
  const entries = objects(input, 'routingConfiguration').map((entry) => {
    const { machine, version } = wire.shelf.versionAt(text(entry, 'stateMachineVersionArn'));
    return { machine, version: version.number, weight: amount(entry, 'weight', 0, 100) ?? 100 };
  });
  const [first, second] = entries;
  const sum = entries.reduce((total, { weight }) => total + weight, 0);
  if (first === undefined || entries.length > 2 || sum !== 100)
    throw new Refusal(
      'ValidationException',
      'A routing configuration has one or two versions, with weights of 100 together',
    );
  if (second !== undefined && (second.machine.id !== first.machine.id || second.version === first.version))
    throw new Refusal(
      'ValidationException',
      'The versions of a routing configuration are two of the same state machine',
    );
  return { machine: first.machine, routes: entries.map(({ version, weight }) => ({ version, weight })) };
}

export const createStateMachineAlias: Operation = async (wire, input) => {
  const name = nameOf(text(input, 'name'));
  if (isVersion(name)) throw new Refusal('ValidationException', 'The name of an alias is no number');
  const { machine, routes } = routingOf(wire, input);
  const description = textMaybe(input, 'description');
  const stateMachineAliasArn = wire.shelf.arns.alias(machine.name, name);
  const known = wire.shelf.aliasesOf(machine.id).find((alias) => alias.name === name);
  if (known !== undefined) {
    const same = JSON.stringify(known.routes) === JSON.stringify(routes) && known.description === description;
    if (!same) throw new Refusal('ConflictException', `The alias exists already: '${stateMachineAliasArn}'`);
    return { stateMachineAliasArn, creationDate: seconds(known.created) };
  }
  const now = wire.clock.now();
  await wire.db.enlist(() =>
    wire.db
      .prepare(
        'INSERT INTO wire_aliases (machine, name, description, routes, created, updated) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(machine.id, name, description ?? null, JSON.stringify(routes), now, now),
  );
  return { stateMachineAliasArn, creationDate: seconds(now) };
};

export const updateStateMachineAlias: Operation = async (wire, input) => {
  const { machine, alias } = found(wire, input);
  const routes = input.routingConfiguration === undefined ? alias.routes : routingFor(wire, machine, input);
  const description = textMaybe(input, 'description') ?? alias.description ?? null;
  const now = wire.clock.now();
  await wire.db.enlist(() =>
    wire.db
      .prepare(
        'UPDATE wire_aliases SET description = ?, routes = ?, updated = ? WHERE machine = ? AND name = ?',
      )
      .run(description, JSON.stringify(routes), now, machine.id, alias.name),
  );
  return { updateDate: seconds(now) };
};

function routingFor(wire: Wire, machine: MachineRow, input: JsonObject): readonly Route[] {
  const routing = routingOf(wire, input);
  if (routing.machine.id !== machine.id)
    throw new Refusal('ValidationException', 'An alias leads to versions of its own state machine');
  return routing.routes;
}

/** Of aliases, unlike machines, AWS says `ResourceNotFound`. */
function found(wire: Wire, input: JsonObject): { readonly machine: MachineRow; readonly alias: Alias } {
  const arn = text(input, 'stateMachineAliasArn');
  readMachineArn(arn);
  try {
    return wire.shelf.aliasAt(arn);
  } catch (error) {
    if (!(error instanceof Refusal) || error.name !== 'StateMachineDoesNotExist') throw error;
    throw new Refusal('ResourceNotFound', `Resource not found: '${arn}'`);
  }
}

export const describeStateMachineAlias: Operation = (wire, input) => {
  const { machine, alias } = found(wire, input);
  return {
    stateMachineAliasArn: wire.shelf.arns.alias(machine.name, alias.name),
    name: alias.name,
    ...given('description', alias.description),
    routingConfiguration: alias.routes.map(({ version, weight }) => ({
      stateMachineVersionArn: wire.shelf.arns.version(machine.name, version),
      weight,
    })),
    creationDate: seconds(alias.created),
    updateDate: seconds(alias.updated),
  };
};

export const deleteStateMachineAlias: Operation = async (wire, input) => {
  const { machine, alias } = found(wire, input);
  await wire.db.enlist(() =>
    wire.db.prepare('DELETE FROM wire_aliases WHERE machine = ? AND name = ?').run(machine.id, alias.name),
  );
  return {};
};

export const listStateMachineAliases: Operation = (wire, input) => {
  const { qualifier, ...machine } = wire.shelf.machineAt(text(input, 'stateMachineArn'));
  const all = wire.shelf
    .aliasesOf(machine.id)
    .filter(
      ({ routes }) => qualifier === undefined || routes.some(({ version }) => String(version) === qualifier),
    );
  const { entries, more } = pageOf(input, 'aliases', all);
  return {
    stateMachineAliases: entries.map(({ name, created }) => ({
      stateMachineAliasArn: wire.shelf.arns.alias(machine.name, name),
      creationDate: seconds(created),
    })),
    ...more,
  };
};
