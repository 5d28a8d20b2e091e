/**
 * The language in TypeScript: the same definition, with completion, and with targets checked against the ids of the steps
 * while one types. What types cannot see (loops, references of messages) `compile` finds, as it does for text.
 */
import type { Definition } from './language/definition.ts';
import type { Step } from './language/step.ts';

type To<Id extends string> = Id | 'end';

/** A step whose targets are ids of the workflow. */
type StepTo<S, Id extends string> = S extends Step
  ? {
      readonly [K in keyof S]: K extends 'next' | 'otherwise' | 'onRejected'
        ? To<Id>
        : K extends 'since'
          ? Id
          : K extends 'to'
            ? JumpTo<S[K], Id>
            : K extends 'paths' | 'timeout'
              ? Nested<S[K], Id>
              : S[K];
    }
  : never;

/** `to` names a step in a jump, and people in a notification. */
type JumpTo<T, Id extends string> = T extends string ? Id : T;

type Nested<T, Id extends string> = T extends (infer Path)[]
  ? Nested<Path, Id>[]
  : { readonly [K in keyof T]: K extends 'next' ? To<Id> : T[K] };

export type WorkflowOf<Id extends string> = Omit<Definition, 'language' | 'start' | 'steps'> & {
  readonly start: NoInfer<Id>;
  readonly steps: { readonly [I in Id]: StepTo<Step, NoInfer<Id>> };
};

/**
 * A definition written in TypeScript.
 *
 * @example
 * export default workflow({
 *   name: 'greet',
 *   triggers: [{ on: 'contact.added' }],
 *   start: 'hello',
 *   steps: { hello: { kind: 'send-sms', text: 'Hello', next: 'end' } },
 * });
 */
export function workflow<const Id extends string>(definition: WorkflowOf<Id>): Definition;
export function workflow(definition: WorkflowOf<string>): Definition {
  return { language: 1, ...definition };
}
