/**
 * Log lines and figures on standard output, where Lambda collects them: lines as Powertools' JSON, with the request and the
 * function they belong to; figures in CloudWatch's embedded format, so that telling one is no call. Both are made at the first use: most events
 * have nothing to tell.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import type { Log } from '../ports/log.ts';

/** Of every figure. Their dimension `service` is the deployment's name, which the stack sets as Powertools' own variable. */
export const METRICS = 'Sojourn';

let about: Context | undefined;
let logger: Logger | undefined;
let metrics: Metrics | undefined;

function openLog(): Logger {
  if (logger === undefined) {
    logger = new Logger();
    if (about !== undefined) logger.addContext(about);
  }
  return logger;
}

export const jsonLog: Log = {
  info: (message, fields = {}) => openLog().info(message, fields),
  warn: (message, fields = {}) => openLog().warn(message, fields),
  error: (message, fields = {}) => openLog().error(message, fields),
};

/** From now on lines say which request they belong to. */
export function logAbout(context: Context): void {
  about = context;
  logger?.addContext(context);
}

/** What is watched, by its unit. */
export const FIGURES = {
  /** How late the oldest due run is. */
  OldestDueSeconds: 'Seconds',
  /** Errors that no machine expects: bugs of ours, or a deployment that lacks something. */
  UnexpectedErrors: 'Count',
  RunsEntered: 'Count',
  RunsEnded: 'Count',
  RunsFailed: 'Count',
  MessagesSent: 'Count',
  MessagesRejected: 'Count',
  /** Messages of which nobody knows whether they went. */
  MessagesHeld: 'Count',
} as const;

export type Figure = keyof typeof FIGURES;

export function tellFigures(figures: { readonly [Name in Figure]?: number }): void {
  for (const [name, value] of Object.entries(figures)) {
    if (!isFigure(name) || value === undefined) continue;
    metrics ??= new Metrics({ namespace: METRICS });
    metrics.addMetric(name, FIGURES[name], value);
  }
  if (metrics?.hasStoredMetrics() === true) metrics.publishStoredMetrics();
}

const isFigure = (name: string): name is Figure => Object.hasOwn(FIGURES, name);
