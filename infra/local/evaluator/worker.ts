// The thread side of bounded.ts: says that it is there, then evaluates what it is sent, and answers.

import { parentPort } from 'node:worker_threads';
import { evaluateFallback, type Request } from '../../../workflow-compiler/interpreter/jsonata/fallback.ts';

parentPort?.on('message', ({ id, request }: { readonly id: number; readonly request: Request }) => {
  void evaluateFallback(request).then((answer) => parentPort?.postMessage({ id, answer }));
});
parentPort?.postMessage('ready');
