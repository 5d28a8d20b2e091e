/** A record of the table's stream as a change of the store. Additions are not told: nobody's events come from counters. */
import type { Change } from '../../../ports/store.ts';
import { ADDED } from './expression.ts';
import { type Attributes, bodyOf, keyOf, markOf, revOf } from './item.ts';

/** The part of a stream record that is read here; Lambda's and the SDK's records both have it. */
export type StreamRecord = {
  readonly eventID?: string | undefined;
  readonly dynamodb?:
    | {
        readonly SequenceNumber?: string | undefined;
        readonly Keys?: Attributes | undefined;
        readonly OldImage?: Attributes | undefined;
        readonly NewImage?: Attributes | undefined;
      }
    | undefined;
};

/** `undefined` for additions, and for records without images. */
export function changeOf({ eventID, dynamodb = {} }: StreamRecord): Change | undefined {
  const { Keys, OldImage: old, NewImage: now, SequenceNumber: order } = dynamodb;
  if (eventID === undefined || Keys === undefined || (old === undefined && now === undefined))
    return undefined;
  if (now !== undefined && markOf(now)?.startsWith(ADDED) === true) return undefined;
  return {
    seq: eventID,
    ...(order === undefined ? {} : { order }),
    key: keyOf(Keys),
    rev: now === undefined ? revOf(old) + 1 : revOf(now),
    ...(old === undefined ? {} : { old: bodyOf(old) }),
    ...(now === undefined ? {} : { new: bodyOf(now) }),
  };
}
