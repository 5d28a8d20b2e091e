/** What comes next and when; for a run that is over, how it ended. */
import { useEffect, useState } from 'react';
import type { Definition } from '../../../workflow-compiler/language/definition.ts';
import type { RunWithHistory } from '../api/runs.ts';
import { Icon } from '../parts/icon.tsx';
import { When } from '../parts/when.tsx';
import { COMPLETED, nextWords } from '../words/history.ts';
import { stepNames } from '../words/step.ts';
import { capital, quoted, readable } from '../words/text.ts';
import { fromNow } from '../words/when.ts';

type Props = { readonly run: RunWithHistory; readonly definition: Definition | undefined };

export function Next({ run, definition }: Props) {
  const now = useNow();
  if (run.state === 'failed') {
    return (
      <div className="next next-bad">
        <Icon name="warn" />
        <div>
          <strong>Failed{run.error === undefined ? '' : `: ${run.error.name}`}</strong>
          <p>{run.error?.cause ?? run.reason}</p>
        </div>
      </div>
    );
  }
  if (run.endedAt !== undefined) {
    return (
      <div className="next next-over">
        <Icon name="check" />
        <div>
          <strong>{run.state === 'left' ? 'Left early' : 'Came to the end'}</strong>
          {run.reason !== undefined && run.reason !== COMPLETED && <p>{capital(run.reason)}</p>}
        </div>
      </div>
    );
  }
  const when = run.next?.when ?? run.wait?.until;
  const at = definition === undefined ? readable(run.step) : stepNames(definition)(run.step);
  return (
    <div className="next">
      <Icon name="clock" />
      <div>
        <strong>{run.next === undefined ? `At ${quoted(at)}` : nextWords(run.next.what, definition)}</strong>
        {when !== undefined && (
          <p>
            {capital(fromNow(when, now))}, <When iso={when} />
          </p>
        )}
      </div>
    </div>
  );
}

/** The time, each second: waits count down. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
