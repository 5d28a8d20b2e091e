/** Runs as rows, and as cards where the window is narrow. */
import type { Run } from '../api/runs.ts';
import { StateBadge } from '../parts/badge.tsx';
import { Columns } from '../parts/columns.tsx';
import { ContactName } from '../parts/contact-name.tsx';
import { When } from '../parts/when.tsx';
import { href } from '../router/route.ts';
import { Link } from '../router/router.tsx';
import { readable } from '../words/text.ts';

export function RunTable({ runs }: { readonly runs: readonly Run[] }) {
  return (
    <table className="cards">
      <Columns names={['Contact', 'Workflow', 'Step', 'State', 'Started', 'Next']} />
      <tbody>
        {runs.map((run) => (
          <tr key={run.run}>
            <td className="card-title">
              <Link className="row-link" href={href('runs', run.run)}>
                <ContactName id={run.contact} />
              </Link>
            </td>
            <td data-label="Workflow">
              <span>
                {run.workflow} <span className="muted small">v{run.version}</span>
              </span>
            </td>
            <td data-label="Step">{readable(run.step)}</td>
            <td data-label="State">
              <StateBadge state={run.state} />
            </td>
            <td data-label="Started">
              <When iso={run.startedAt} short />
            </td>
            <td data-label="Next">
              {run.endedAt === undefined && run.wait !== undefined ? (
                <When iso={run.wait.until} short />
              ) : (
                <span className="muted">{run.reason ?? '–'}</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
