/** The four figures that add up (entered = inside + left + failed), for the version chosen beside them. */
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useApi } from '../api/context.tsx';
import { reportQuery, type WorkflowWithDraft } from '../api/workflows.ts';
import { href } from '../router/route.ts';
import { Link } from '../router/router.tsx';
import { number } from '../words/text.ts';

const FIGURES = [
  ['entered', 'Entered'],
  ['inside', 'Inside'],
  ['left', 'Left'],
  ['failed', 'Failed'],
] as const;

export function Totals({
  workflow,
  version,
  choose,
}: {
  readonly workflow: WorkflowWithDraft;
  readonly version: number;
  readonly choose: (version: number) => void;
}) {
  const { data } = useQuery(reportQuery(useApi(), workflow.name, version));
  const field = useId();
  const versions = Array.from({ length: workflow.latest }, (_none, index) => workflow.latest - index);
  return (
    <section className="totals" aria-label="Totals">
      <dl>
        {FIGURES.map(([figure, label]) => (
          <div key={figure} className={figure === 'failed' && (data?.failed ?? 0) > 0 ? 'bad' : undefined}>
            <dt>{label}</dt>
            <dd data-total={figure}>{data === undefined ? '–' : number(data[figure])}</dd>
          </div>
        ))}
      </dl>
      <div className="totals-side">
        <label className="hidden" htmlFor={field}>
          Version
        </label>
        <select id={field} value={version} onChange={(event) => choose(Number(event.target.value))}>
          {versions.map((each) => (
            <option key={each} value={each}>
              Version {each}
              {each === workflow.live ? ' (live)' : ''}
            </option>
          ))}
        </select>
        <Link className="button" href={href('runs', undefined, { workflow: workflow.name })}>
          Runs
        </Link>
        <Link className="button" href={href('outbox', undefined, { workflow: workflow.name })}>
          Messages
        </Link>
      </div>
    </section>
  );
}
