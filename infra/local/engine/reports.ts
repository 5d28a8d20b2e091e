/** Tells a listener of every execution that failed. The row remembers until the listener has taken it. */
import type { ExecutionStatus } from '../../../functions/ports/machines.ts';
import type { Database } from '../store/database.ts';
import { integer, type Row, text } from '../store/statement.ts';
import type { Ending } from './execution.ts';
import { asStatus, type Rows } from './rows.ts';

type Ended = {
  /** ARN of the machine. */
  readonly machine: string;
  readonly name: string;
};

export type EndedListener = (
  execution: Ended,
  status: ExecutionStatus,
  error: string | undefined,
  cause: string | undefined,
) => void | Promise<void>;

export type Reports = {
  /** Told once more at the next start when the listener throws. */
  readonly tell: (id: number, execution: Ended, ending: Omit<Ending, 'output'>) => Promise<void>;
  /** Tells what an earlier process did not. */
  readonly catchUp: (arn: (machine: number) => string | undefined) => Promise<void>;
};

export function openReports(
  db: Database,
  rows: Rows,
  listener: EndedListener,
  told: (id: number) => void,
): Reports {
  const tell: Reports['tell'] = async (id, execution, { status, error, cause }) => {
    try {
      await listener(execution, status, error, cause);
      await db.enlist(() => {
        rows.told(id);
        told(id);
      });
    } catch {
      // The row still says that nobody was told.
    }
  };

  const catchUp: Reports['catchUp'] = async (arn) => {
    for (let after = 0; ; ) {
      const found = rows.untold.all(after);
      for (const row of found) {
        after = integer(row.id);
        const machine = arn(integer(row.machine));
        if (machine === undefined) continue;
        await tell(after, { machine, name: text(row.name) }, endingOf(row));
      }
      if (found.length === 0) return;
    }
  };

  return { tell, catchUp };
}

function endingOf(row: Row): Omit<Ending, 'output'> {
  const status = asStatus(text(row.status));
  const { error, cause }: { error?: string; cause?: string } = JSON.parse(text(row.result));
  return {
    status: status === 'RUNNING' ? 'FAILED' : status,
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}
