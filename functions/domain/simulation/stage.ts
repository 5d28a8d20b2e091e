/**
 * What is simulated: workflows compiled and loaded once, with the tables that the runtime keeps for them. A stage is shared by
 * all contacts of a simulation and never changes.
 */
import type { Artifact, Content, TriggerRoute } from '../../../workflow-compiler/artifact.ts';
import type { Caps } from '../../../workflow-compiler/caps.ts';
import { CONTRACT } from '../../../workflow-compiler/cursor.ts';
import { type LoadedMachine, loadMachine } from '../../../workflow-compiler/interpreter/machine.ts';
import type { Program } from '../../../workflow-compiler/program.ts';
import type { TenantId } from '../ids.ts';
import { interruptTypes } from '../run/interrupt.ts';
import { recordsOf } from '../workflow/records.ts';
import type { VersionRow, WorkflowRow } from '../workflow/row.ts';
import type { Shape } from './price.ts';

/** What of an artifact is played; its content prepared where messages are rendered. */
export type Playable = Pick<Artifact, 'definition' | 'machine' | 'routing' | 'content'> &
  Partial<Pick<Artifact, 'placement' | 'program' | 'start'>>;

/** Whose workflows they are, as far as it matters to a contact. */
export type Household = {
  readonly id: TenantId;
  readonly name: string;
  /** IANA zone of contacts without one. */
  readonly zone: string;
  readonly from?: { readonly name?: string; readonly email: string };
  /** Over how many seconds moments that many contacts wait for are spread. */
  readonly spreadSeconds?: number;
  /** How many marketing messages a contact may have, by channel. */
  readonly caps?: Caps;
};

export type Flow = {
  readonly name: string;
  readonly version: VersionRow;
  readonly workflow: WorkflowRow;
  readonly machine: LoadedMachine;
  readonly content: Content;
  /** What `segment` does; of machines that have such a task. */
  readonly program: Program | undefined;
  /** States that a message waits in while its window is closed, or an outcome is unknown. */
  readonly holds: ReadonlySet<string>;
  readonly interruptTypes: ReadonlySet<string>;
  readonly shape: Shape;
};

export type StageTrigger = { readonly flow: Flow; readonly route: TriggerRoute };

export type Stage = {
  readonly household: Household;
  readonly flows: ReadonlyMap<string, Flow>;
  /** Event types that start, resume or interrupt. */
  readonly types: ReadonlySet<string>;
  /** Event types that are kept: these, and what conditions look back at. */
  readonly records: ReadonlySet<string>;
  readonly triggers: ReadonlyMap<string, readonly StageTrigger[]>;
  /** Messages are rendered, and what rendering refuses is refused. It costs most of the time of a simulation. */
  readonly render: boolean;
};

/** The artifacts' machines are loaded from their text, as the engine does. Throws `MachineRefused` for a fault of the compiler. */
export function setStage(artifacts: readonly Playable[], household: Household, render: boolean): Stage {
  const flows = artifacts.map(loadFlow);
  const triggers = new Map<string, StageTrigger[]>();
  for (const flow of flows) {
    for (const route of flow.version.routing.triggers) {
      const list = triggers.get(route.event.on) ?? [];
      list.push({ flow, route });
      triggers.set(route.event.on, list);
    }
  }
  const types = new Set(flows.flatMap(({ version }) => version.routing.types));
  const records = new Set([...types, ...flows.flatMap(({ version }) => version.records)]);
  return {
    household,
    flows: new Map(flows.map((flow) => [flow.name, flow])),
    types,
    records,
    triggers,
    render,
  };
}

function loadFlow({
  definition,
  machine,
  routing,
  content,
  placement = 'standard',
  program,
  start,
}: Playable): Flow {
  const { steps: _steps, ...rules } = definition;
  const { name } = rules;
  const version: VersionRow = {
    workflow: name,
    version: 1,
    machine: `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`,
    hash: '',
    definition: rules,
    routing,
    records: recordsOf(definition),
    publishedAt: '1970-01-01T00:00:00.000Z',
    contract: CONTRACT,
    placement,
    ...(start === undefined ? {} : { start }),
  };
  const workflow: WorkflowRow = {
    name,
    title: rules.title ?? name,
    state: 'started',
    latest: 1,
    reserved: 1,
    live: 1,
    createdAt: version.publishedAt,
    updatedAt: version.publishedAt,
  };
  const states =
    typeof machine.States === 'object' && machine.States !== null ? Object.keys(machine.States) : [];
  return {
    name,
    version,
    workflow,
    machine: loadMachine(JSON.stringify(machine)),
    content,
    program,
    holds: new Set(states.filter((state) => state.endsWith('.hold'))),
    interruptTypes: new Set(interruptTypes(version)),
    shape: shapeOf(placement, program !== undefined),
  };
}

/** Only where one task does everything between two waits is there a program for it. */
function shapeOf(placement: VersionRow['placement'], segments: boolean): Shape {
  if (placement === 'express') return segments ? 'express' : 'expressStep';
  return segments ? 'standardSegment' : 'standard';
}
