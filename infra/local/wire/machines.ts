/** Operations on machines. Creating twice is creating once; changing one makes a revision, and running executions keep theirs. */
import { createHash, randomUUID } from 'node:crypto';
import { Rejected } from '../../../functions/domain/run/errors.ts';
import type { JsonObject } from '../../../workflow-compiler/interpreter/json.ts';
import { given, type Operation, seconds, type Wire } from './context.ts';
import { Refusal } from './errors.ts';
import { flag, nameOf, objectMaybe, oneOf, text, textMaybe } from './members.ts';
import { pageOf } from './paging.ts';
import type { MachineRow, MachineType, Revision } from './shelf.ts';
import { tagsOf, writeTags } from './tags.ts';
import { publish } from './versions.ts';

const SETTINGS = ['loggingConfiguration', 'tracingConfiguration', 'encryptionConfiguration'] as const;
const TYPES = ['STANDARD', 'EXPRESS'] as const;

const DEFAULTS: JsonObject = {
  loggingConfiguration: { level: 'OFF', includeExecutionData: false },
  tracingConfiguration: { enabled: false },
  encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
};

function settingsOf(input: JsonObject, before: JsonObject): JsonObject {
  const own = SETTINGS.flatMap((name) => {
    const found = objectMaybe(input, name);
    return found === undefined ? [] : [[name, found] as const];
  });
  return { ...before, ...Object.fromEntries(own) };
}

export const createStateMachine: Operation = async (wire, input) => {
  const name = nameOf(text(input, 'name'));
  const definition = text(input, 'definition');
  const role = text(input, 'roleArn');
  const type = oneOf(input, 'type', TYPES) ?? 'STANDARD';
  const settings = settingsOf(input, DEFAULTS);
  const wanted = flag(input, 'publish', false);
  const description = textMaybe(input, 'versionDescription');
  if (description !== undefined && !wanted)
    throw new Refusal('ValidationException', 'Version description can only be set when publish is true');
  const tags = tagsOf(input);
  const known = wire.shelf.machineNamed(name);
  if (known !== undefined) return again(wire, known, { definition, type, settings, publish: wanted });
  const engine = await keepText(wire, definition, type);
  return wire.db.enlist(() => {
    // Somebody else may have made it while the text was looked at.
    const meanwhile = wire.shelf.machineNamed(name);
    if (meanwhile !== undefined)
      return again(wire, meanwhile, { definition, type, settings, publish: wanted });
    const now = wire.clock.now();
    const machine = wire.db
      .prepare(
        "INSERT INTO wire_machines (name, type, status, created, revision) VALUES (?, ?, 'ACTIVE', ?, 0)",
      )
      .run(name, type, now).rowid;
    revise(wire, machine, { definition, role, settings, engine });
    const stateMachineArn = wire.shelf.arns.machine(name);
    writeTags(wire.db, stateMachineArn, tags);
    return {
      stateMachineArn,
      creationDate: seconds(now),
      ...(wanted ? { stateMachineVersionArn: publish(wire, machine, description).arn } : {}),
    };
  });
};

type Same = {
  readonly definition: string;
  readonly type: MachineType;
  readonly settings: JsonObject;
  readonly publish: boolean;
};

/** As AWS: a second call is the first one unless it differs in more than role and tags. */
function again(
  wire: Wire,
  known: MachineRow,
  { definition, type, settings, publish: wanted }: Same,
): JsonObject {
  const stateMachineArn = wire.shelf.arns.machine(known.name);
  if (known.deleting)
    throw new Refusal('StateMachineDeleting', `State Machine is deleting: '${stateMachineArn}'`);
  const revision = wire.shelf.revisionOf(known.revision);
  const same =
    revision.definition === definition &&
    known.type === type &&
    JSON.stringify(revision.settings) === JSON.stringify(settings);
  if (!same)
    throw new Refusal('StateMachineAlreadyExists', `State Machine Already Exists: '${stateMachineArn}'`);
  const version = wire.shelf.versionsOf(known.id)[0];
  return {
    stateMachineArn,
    creationDate: seconds(known.created),
    ...(wanted && version !== undefined
      ? { stateMachineVersionArn: wire.shelf.arns.version(known.name, version.number) }
      : {}),
  };
}

/** The engine's machine of a text: one for each text and type, whatever uses it. */
async function keepText(wire: Wire, definition: string, type: MachineType): Promise<string> {
  const hash = createHash('sha256').update(`${type}\n${definition}`).digest('hex').slice(0, 32);
  try {
    return await wire.engine.create(hash, definition, type === 'EXPRESS' ? 'express' : 'standard');
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    throw new Refusal('InvalidDefinition', `Invalid State Machine Definition: '${error.message}'`);
  }
}

/** Inside `enlist`. */
function revise(
  { db, clock }: Wire,
  machine: number,
  { definition, role, settings, engine }: Pick<Revision, 'definition' | 'role' | 'settings' | 'engine'>,
): string {
  const token = randomUUID();
  const { rowid } = db
    .prepare(
      'INSERT INTO wire_revisions (machine, token, definition, role, settings, engine, created) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    .run(machine, token, definition, role, JSON.stringify(settings), engine, clock.now());
  db.prepare('UPDATE wire_machines SET revision = ? WHERE id = ?').run(rowid, machine);
  return token;
}

export const updateStateMachine: Operation = async (wire, input) => {
  const arn = text(input, 'stateMachineArn');
  const { qualifier, ...machine } = wire.shelf.machineAt(arn);
  if (qualifier !== undefined)
    throw new Refusal('ValidationException', 'A version or an alias cannot be updated by this operation');
  if (machine.deleting) throw new Refusal('StateMachineDeleting', `State Machine is deleting: '${arn}'`);
  const before = wire.shelf.revisionOf(machine.revision);
  const definition = textMaybe(input, 'definition') ?? before.definition;
  const role = textMaybe(input, 'roleArn') ?? before.role;
  const settings = settingsOf(input, before.settings);
  const wanted = flag(input, 'publish', false);
  if (![...SETTINGS, 'definition', 'roleArn', 'publish'].some((name) => input[name] !== undefined))
    throw new Refusal(
      'MissingRequiredParameter',
      'Either the definition, the role ARN or a configuration must be specified',
    );
  const engine = await keepText(wire, definition, machine.type);
  return wire.db.enlist(() => {
    const revisionId = revise(wire, machine.id, { definition, role, settings, engine });
    const version = wanted
      ? publish(wire, machine.id, textMaybe(input, 'versionDescription')).arn
      : undefined;
    return {
      updateDate: seconds(wire.clock.now()),
      revisionId,
      ...given('stateMachineVersionArn', version),
    };
  });
};

export const describeStateMachine: Operation = (wire, input) => {
  const arn = text(input, 'stateMachineArn');
  const { machine, revision, version } = wire.shelf.targetAt(arn);
  return {
    ...described(wire, machine, revision),
    stateMachineArn: arn,
    status: machine.deleting ? 'DELETING' : 'ACTIVE',
    creationDate: seconds(version?.created ?? machine.created),
    ...given('description', version?.description),
  };
};

/** What is told of a machine as one of its revisions has it. */
export function described(wire: Wire, machine: MachineRow, revision: Revision): JsonObject {
  return {
    stateMachineArn: wire.shelf.arns.machine(machine.name),
    name: machine.name,
    definition: revision.definition,
    roleArn: revision.role,
    type: machine.type,
    label: machine.name,
    revisionId: revision.token,
    ...revision.settings,
  };
}

/** Takes no new executions; goes when the last one is over, at once if there is none. Deleting twice is deleting once. */
export const deleteStateMachine: Operation = async (wire, input) => {
  const arn = text(input, 'stateMachineArn');
  let machine: MachineRow;
  try {
    machine = wire.shelf.machineAt(arn);
  } catch (error) {
    if (error instanceof Refusal && error.name === 'StateMachineDoesNotExist') return {};
    throw error;
  }
  await wire.db.enlist(() => {
    wire.db.prepare("UPDATE wire_machines SET status = 'DELETING' WHERE id = ?").run(machine.id);
    wire.executions.dropIfOver(machine.id);
  });
  return {};
};

export const listStateMachines: Operation = (wire, input) => {
  const { entries, more } = pageOf(input, 'machines', wire.shelf.machines());
  return {
    stateMachines: entries.map(({ name, type, created }) => ({
      stateMachineArn: wire.shelf.arns.machine(name),
      name,
      type,
      creationDate: seconds(created),
    })),
    ...more,
  };
};
