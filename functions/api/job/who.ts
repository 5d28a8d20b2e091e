/** Whom a job is about, as callers say it: everybody, a list, or a condition about the card. */
import Type, { type Static } from 'typebox';
import type { Job, Who } from '../../domain/job/job.ts';
import { ConditionGiven, problemsOf } from '../contact/condition.ts';
import { Problem } from '../problem.ts';
import { Moment } from '../schema.ts';

export const whoFields = {
  list: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Only those on this list.' })),
  condition: Type.Optional(ConditionGiven),
};

/** What every job shows of itself. */
export const jobFields = {
  id: Type.String(),
  done: Type.Integer({ description: 'Contacts so far.' }),
  total: Type.Optional(Type.Integer({ description: 'Contacts altogether, once they are counted.' })),
  reason: Type.Optional(Type.String({ description: 'Why it failed.' })),
  createdAt: Moment,
  endedAt: Type.Optional(Moment),
};

/** Throws the 400 for a condition that cannot be asked of a card. */
export function whoOf({ list, condition }: Static<ReturnType<typeof asObject>>): Who {
  const errors = condition === undefined ? [] : problemsOf(condition);
  if (errors.length > 0)
    throw new Problem('invalid-request', 'The condition cannot be asked of contacts.', { errors });
  return { ...(list === undefined ? {} : { list }), ...(condition === undefined ? {} : { condition }) };
}

const asObject = () => Type.Object(whoFields);

export function shownJob({ id, done, total, reason, createdAt, endedAt }: Job) {
  return {
    id,
    done,
    ...(total === undefined ? {} : { total }),
    ...(reason === undefined ? {} : { reason }),
    createdAt,
    ...(endedAt === undefined ? {} : { endedAt }),
  };
}
