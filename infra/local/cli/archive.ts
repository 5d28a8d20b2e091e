/** The archive of a deployment's bus, and its replays. */
import { type Account, listOf } from '../../../functions/ports/account.ts';

export type Archive = {
  readonly arn: string;
  /** Where its events came from and go again. */
  readonly bus: string;
};

export type Replay = {
  readonly name: string;
  /** `STARTING`, `RUNNING`, `COMPLETED`, `CANCELLED`, `FAILED`. */
  readonly state: string;
  readonly from: string;
  readonly to: string;
  /** The moment up to which events were told. */
  readonly reached: string;
};

/** As the stack names it. `undefined`: deployed without, or not at all. */
export async function findArchive(account: Account, deployment: string): Promise<Archive | undefined> {
  try {
    const said = await account.operation('events', 'DescribeArchive', {
      ArchiveName: `${deployment}-events`,
    });
    return { arn: String(said.get('ArchiveArn')), bus: String(said.get('EventSourceArn')) };
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/** Begins; AWS goes on by itself. Answers the name of the replay. */
export async function startReplay(
  account: Account,
  { arn, bus }: Archive,
  name: string,
  from: number,
  to: number,
): Promise<string> {
  await account.operation('events', 'StartReplay', {
    ReplayName: name,
    EventSourceArn: arn,
    EventStartTime: from / 1000,
    EventEndTime: to / 1000,
    Destination: { Arn: bus },
  });
  return name;
}

export async function listReplays(account: Account, { arn }: Archive): Promise<readonly Replay[]> {
  const said = await account.operation('events', 'ListReplays', { EventSourceArn: arn, Limit: 100 });
  return listOf(said.get('Replays')).map((each) => ({
    name: String(each.get('ReplayName')),
    state: String(each.get('State')),
    from: momentOf(each.get('EventStartTime')),
    to: momentOf(each.get('EventEndTime')),
    reached: momentOf(each.get('EventLastReplayedTime')),
  }));
}

/** Epoch seconds; what has not begun has no moment. */
const momentOf = (seconds: unknown): string =>
  typeof seconds === 'number' ? new Date(seconds * 1000).toISOString() : '-';
