/**
 * What is asked about messages: the name must be one of an email, and where the question is about this run's message, a
 * way to the question must send it.
 */
import type { Finding } from '../diagnostics/finding.ts';
import { suggest } from '../diagnostics/near.ts';
import type { Definition } from '../language/definition.ts';
import { leaves } from '../language/walk.ts';
import { backward, forward, graphOf, reach } from './graph.ts';
import { conditionsOf, eventsOf } from './place.ts';

/** `step`: the step that asks; absent for triggers and rules, which ask about any run. */
type Question = { readonly message: string; readonly at: string; readonly step?: string | undefined };

export function messages(definition: Definition): readonly Finding[] {
  const askable = messageSteps(definition);
  const wasSent = sentBefore(definition);
  return questionsOf(definition).flatMap((question): readonly Finding[] => {
    const { message, at, step } = question;
    const own = ownStep(message, definition.name);
    if (own === undefined)
      return /^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/.test(message) ? [] : [notNamed(message, at)];
    if (!askable.includes(own)) return [notMessage(definition, own, at, askable)];
    // A goal is asked from anywhere; `workflow/step` asks about any run.
    const goal = step !== undefined && definition.steps[step]?.kind === 'goal';
    return step === undefined || goal || message.includes('/') ? [] : wasSent(own, step, at);
  });
}

function questionsOf(definition: Definition): readonly Question[] {
  const ofEvents = eventsOf(definition).flatMap(({ event, at, step }): Question[] =>
    'message' in event && event.message !== undefined
      ? [{ message: event.message, at: `${at}/message`, step }]
      : [],
  );
  const ofConditions = conditionsOf(definition).flatMap(({ condition, at, step }) =>
    leaves(condition, at).flatMap((found): Question[] =>
      'message' in found.leaf && found.leaf.message !== undefined
        ? [{ message: found.leaf.message, at: `${found.at}/message`, step }]
        : [],
    ),
  );
  return [...ofEvents, ...ofConditions];
}

/** The step of this workflow that a message names; `undefined` for another workflow's. */
function ownStep(message: string, workflow: string): string | undefined {
  if (!message.includes('/')) return message;
  return message.startsWith(`${workflow}/`) ? message.slice(workflow.length + 1) : undefined;
}

const messageSteps = ({ steps }: Definition): readonly string[] =>
  Object.entries(steps).flatMap(([id, step]) => (step.kind === 'send-email' ? [id] : []));

/** Whether all, some or none of the ways from the start to a step pass through the message. */
function sentBefore(
  definition: Definition,
): (message: string, step: string, at: string) => readonly Finding[] {
  const graph = graphOf(definition);
  const next = forward(graph);
  const before = backward(graph);
  return (message, step, at) => {
    if (!reach(before(step), before).has(message))
      return [
        {
          code: 'MSG-01',
          at,
          detail: `No way to \`${step}\` sends \`${message}\`, so the answer is always no.`,
          hint: 'Ask about a message that is sent before, or move the question behind it.',
        },
      ];
    const around = reach(
      graph.entries.filter((entry) => entry !== message),
      (id) => next(id).filter((target) => target !== message),
    );
    return around.has(step)
      ? [
          {
            code: 'MSG-02',
            at,
            detail: `There is a way to \`${step}\` that does not send \`${message}\`.`,
            hint: 'If that is meant, leave it: on that way the answer is no.',
          },
        ]
      : [];
  };
}

const notNamed = (message: string, at: string): Finding => ({
  code: 'REF-03',
  at,
  detail: `\`${message}\` names no message.`,
  hint: 'Write the id of a step, or `workflow/step` for another workflow.',
});

function notMessage({ steps }: Definition, id: string, at: string, known: readonly string[]): Finding {
  const kind = Object.hasOwn(steps, id) ? steps[id]?.kind : undefined;
  return {
    code: 'REF-03',
    at,
    detail:
      kind === undefined
        ? `There is no step \`${id}\`.`
        : `\`${id}\` is a \`${kind}\`, which sends no email to the contact.`,
    hint: known.length === 0 ? 'The workflow has no `send-email` step.' : suggest(id, known),
  };
}
