/**
 * A batch of the table's stream. Counters first, then timers and events; when that fails, change by change in order up to the one that
 * fails, from which on Lambda tells the shard again. Everything before it may be told twice and does no harm.
 */
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { changeOf, type StreamRecord } from '../adapters/aws/store/change.ts';
import type { Deps } from '../deps.ts';
import { countChanges } from '../domain/report/count-changes.ts';
import { renewTimers, setTimers } from '../domain/run/timer.ts';
import { create as createFeed } from '../handlers/feed.ts';
import type { Change } from '../ports/store.ts';
import { figuresOf } from './figures.ts';
import { tellFigures } from './log.ts';

/**
 * Lambda names the shard where it is asked for windows of time, and then calls once more, without records, when one is over. `again`:
 * a person has these told once more that failed long ago; `counted` when it is so long ago that nobody knows which were counted.
 */
type Batch = DynamoDBStreamEvent & {
  readonly shardId?: string;
  readonly again?: { readonly counted: boolean };
};

export const feedBatch = (deps: Deps) => {
  const feed = createFeed(deps);
  const handle = async (changes: readonly Change[], { shardId, again }: Batch): Promise<void> => {
    if (again?.counted !== true) await countChanges(deps, changes, shardId);
    await (again === undefined ? setTimers : renewTimers)(deps, changes);
    await feed(changes);
    tellFigures(figuresOf(changes));
  };
  return async (batch: Batch): Promise<DynamoDBBatchResponse> => {
    const { Records } = batch;
    try {
      await handle(Records.flatMap(toChanges), batch);
      return { batchItemFailures: [] };
    } catch (error) {
      deps.log.warn('a batch of changes failed and is looked at one by one', { error: String(error) });
    }
    for (const record of Records) {
      try {
        await handle(toChanges(record), batch);
      } catch (error) {
        deps.log.error('a change failed', { event: record.eventID ?? '', error: String(error) });
        return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
      }
    }
    return { batchItemFailures: [] };
  };
};

function toChanges(record: DynamoDBRecord): readonly Change[] {
  const change = changeOf(streamRecord(record));
  return change === undefined ? [] : [change];
}

/** Lambda's record is the stream's; its types differ in how they write values of kinds that we never store. */
const streamRecord = (record: DynamoDBRecord): StreamRecord => record as StreamRecord;
