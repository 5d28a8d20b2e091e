/** What becomes of a start that Step Functions takes, has taken before, puts off or refuses. */
import { afterEach, describe, expect, test } from 'vitest';
import { stepFunctions } from '../../functions/adapters/aws/clients.ts';
import { stepFunctionsMachines } from '../../functions/adapters/aws/machines.ts';
import { Rejected, Transient } from '../../functions/domain/run/errors.ts';
import { type Answer, type Service, scripted } from './service.ts';

let service: Service | undefined;
afterEach(() => service?.close());

async function start(answer: Answer) {
  service = await scripted(() => answer);
  const settings = {
    arnPrefix: 'arn:aws:states:us-east-1:1:stateMachine:',
    deployment: 'sojourn',
    roleArn: 'arn:r',
  };
  return stepFunctionsMachines(stepFunctions(service.options), settings).start(
    `${settings.arnPrefix}m`,
    'run-1',
    { a: 1 },
  );
}

describe('a start', () => {
  test('is taken, or was', async () => {
    expect(await start({ body: { executionArn: 'arn:e', startDate: 0 } })).toBe('started');
    expect(await start({ error: 'ExecutionAlreadyExists' })).toBe('exists');
  });

  // As is whatever else asks for patience, once the client has asked often enough.
  test('is put off when too many are open', async () => {
    expect(await start({ error: 'ExecutionLimitExceeded' })).toBe('later');
  });

  test('is refused for good, or fails', async () => {
    await expect(start({ error: 'StateMachineDoesNotExist' })).rejects.toThrow(Rejected);
    await expect(start({ error: 'AccessDeniedException' })).rejects.toThrow(Transient);
  });
});
