/** The log port as lines of JSON on standard error, one each: readable by people, and by whatever collects them. */
import type { Log } from '../../../functions/ports/log.ts';
import type { Output } from './output.ts';

export function lineLog(output: Output): Log {
  const line =
    (level: string): Log['info'] =>
    (message, fields = {}) => {
      output.write(`${JSON.stringify({ level, at: new Date().toISOString(), message, ...fields })}\n`);
    };
  return { info: line('info'), warn: line('warn'), error: line('error') };
}
