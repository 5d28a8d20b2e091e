// The thread side of bounded.ts: says that it is there, then evaluates what it is sent, and answers.

import { parentPort } from 'node:worker_threads';
import { evaluateFallback, type Request } from '../../../workflow-compiler/interpreter/jsonata/fallback.ts';
import type { Said } from './bounded.ts';

const say = (said: Omit<Said, 'spent'>): void => {
  const { user, system } = process.threadCpuUsage();
  parentPort?.postMessage({ ...said, spent: (user + system) / 1000 });
};

parentPort?.on('message', ({ id, request }: { readonly id: number; readonly request: Request }) => {
  void evaluateFallback(request).then((answer) => say({ id, answer }));
});
say({ id: 0 });
