/** Answers to tasks that wait for a token. */
import type { Operation } from './context.ts';
import { Refusal } from './errors.ts';
import { dataOf, text, textMaybe } from './members.ts';

const gone = (): Refusal =>
  new Refusal('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");

/** Tokens of ours have a signature: what has none was never given out. */
function tokenOf(input: Parameters<Operation>[1]): string {
  const token = text(input, 'taskToken');
  if (!/^[\w-]+\.[\w-]+$/.test(token)) throw new Refusal('InvalidToken', "Invalid Token: 'Invalid token'");
  return token;
}

export const sendTaskSuccess: Operation = async ({ engine }, input) => {
  const output = dataOf(text(input, 'output'), 'InvalidOutput');
  if ((await engine.succeed(tokenOf(input), output)) === 'gone') throw gone();
  return {};
};

export const sendTaskFailure: Operation = async ({ engine }, input) => {
  const [error, cause] = [textMaybe(input, 'error') ?? '', textMaybe(input, 'cause') ?? ''];
  if ((await engine.fail(tokenOf(input), error, cause)) === 'gone') throw gone();
  return {};
};

/** A beat for a task without `HeartbeatSeconds` is heard, and changes nothing. */
export const sendTaskHeartbeat: Operation = async ({ engine }, input) => {
  if ((await engine.heartbeat(tokenOf(input))) === 'gone') throw gone();
  return {};
};
