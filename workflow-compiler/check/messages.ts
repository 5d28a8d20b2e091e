/** What is asked about messages: the name must be one of an email, or of a push message where that is asked about. Whether it is sent before is a proof of its own. */
import type { Finding } from '../diagnostics/finding.ts';
import { suggest } from '../diagnostics/near.ts';
import type { MessageKind } from '../language/channel.ts';
import type { Definition } from '../language/definition.ts';
import type { EventPattern } from '../language/event.ts';
import { leaves } from '../language/walk.ts';
import { conditionsOf, eventsOf } from './place.ts';

/** `step`: the step that asks; absent for triggers and rules, which ask about any run. */
type Question = {
  readonly message: string;
  readonly kind: MessageKind;
  readonly at: string;
  readonly step?: string | undefined;
};

export function messages(definition: Definition): readonly Finding[] {
  return questionsOf(definition).flatMap(({ message, kind, at }): readonly Finding[] => {
    const askable = messageSteps(definition, kind);
    const own = ownStep(message, definition.name);
    if (own === undefined)
      return /^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/.test(message) ? [] : [notNamed(message, at)];
    return askable.includes(own) ? [] : [notMessage(definition, own, kind, at, askable)];
  });
}

/** Questions of a step about a message that this very run sent; `workflow/step` asks about any run. */
export function ownMessages(definition: Definition): readonly (Question & { readonly step: string })[] {
  return questionsOf(definition).flatMap(({ message, kind, at, step }) =>
    step !== undefined && messageSteps(definition, kind).includes(message)
      ? [{ message, kind, at, step }]
      : [],
  );
}

export function questionsOf(definition: Definition): readonly Question[] {
  const ofEvents = eventsOf(definition).flatMap(({ event, at, step }): Question[] =>
    'message' in event && event.message !== undefined
      ? [{ message: event.message, kind: askedOf(event), at: `${at}/message`, step }]
      : [],
  );
  const ofConditions = conditionsOf(definition).flatMap(({ condition, at, step }) =>
    leaves(condition, at).flatMap((found): Question[] =>
      'message' in found.leaf && found.leaf.message !== undefined
        ? [{ message: found.leaf.message, kind: 'send-email', at: `${found.at}/message`, step }]
        : [],
    ),
  );
  return [...ofEvents, ...ofConditions];
}

const askedOf = ({ on }: EventPattern): MessageKind => (on === 'push.clicked' ? 'send-push' : 'send-email');

/** The step of this workflow that a message names; `undefined` for another workflow's. */
function ownStep(message: string, workflow: string): string | undefined {
  if (!message.includes('/')) return message;
  return message.startsWith(`${workflow}/`) ? message.slice(workflow.length + 1) : undefined;
}

export const messageSteps = ({ steps }: Definition, kind: MessageKind): readonly string[] =>
  Object.entries(steps).flatMap(([id, step]) => (step.kind === kind ? [id] : []));

const notNamed = (message: string, at: string): Finding => ({
  code: 'REF-03',
  at,
  detail: `\`${message}\` names no message.`,
  hint: 'Write the id of a step, or `workflow/step` for another workflow.',
});

const SENDS: { readonly [K in MessageKind]: string } = {
  'send-email': 'email',
  'send-sms': 'text message',
  'send-push': 'push message',
};

function notMessage(
  { steps }: Definition,
  id: string,
  asked: MessageKind,
  at: string,
  known: readonly string[],
): Finding {
  const kind = Object.hasOwn(steps, id) ? steps[id]?.kind : undefined;
  return {
    code: 'REF-03',
    at,
    detail:
      kind === undefined
        ? `There is no step \`${id}\`.`
        : `\`${id}\` is a \`${kind}\`, which sends no ${SENDS[asked]} to the contact.`,
    hint: known.length === 0 ? `The workflow has no \`${asked}\` step.` : suggest(id, known),
  };
}
