/** Log lines as JSON on standard output, where Lambda collects them. */
import type { Log } from '../ports/log.ts';

type Fields = { readonly [name: string]: string | number | boolean };

const line = (level: string, message: string, fields: Fields = {}): void => {
  process.stdout.write(`${JSON.stringify({ level, message, at: new Date().toISOString(), ...fields })}\n`);
};

export const jsonLog: Log = {
  info: (message, fields) => line('info', message, fields),
  warn: (message, fields) => line('warn', message, fields),
  error: (message, fields) => line('error', message, fields),
};

/** One figure in CloudWatch's embedded format: a metric without a call. */
export function metric(name: string, value: number, unit: 'Count' | 'Seconds'): void {
  const about = {
    Timestamp: Date.now(),
    CloudWatchMetrics: [{ Namespace: METRICS, Dimensions: [[]], Metrics: [{ Name: name, Unit: unit }] }],
  };
  process.stdout.write(`${JSON.stringify({ _aws: about, [name]: value })}\n`);
}

export const METRICS = 'Sojourn';
export const OLDEST_DUE = 'OldestDueSeconds';
/** Errors that no machine expects: bugs of ours, or a deployment that lacks something. */
export const UNEXPECTED = 'UnexpectedErrors';
