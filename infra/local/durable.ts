/**
 * An answer leaves the process only when what it tells is on disk: reads see what is applied but not yet committed. When
 * the commit fails, a read is asked again; a write has heard of it itself.
 */
import { problemResponse } from '../../functions/api/problem.ts';
import { translate } from '../../functions/api/translate.ts';
import type { Handler } from './server.ts';

const ATTEMPTS = 3;

/** `flushed` resolves when everything applied so far is durable, and rejects when it was taken back. */
export function durably(handle: Handler, flushed: () => Promise<void>): Handler {
  const answer = async (request: Request, attempt: number): Promise<Response> => {
    const response = await handle(request);
    try {
      await flushed();
      return response;
    } catch (error) {
      if (request.method !== 'GET' && request.method !== 'HEAD') return response;
      await response.body?.cancel();
      const problem = translate(error);
      if (problem === undefined) throw error;
      return attempt < ATTEMPTS ? answer(request, attempt + 1) : problemResponse(problem);
    }
  };
  return (request) => answer(request, 1);
}
