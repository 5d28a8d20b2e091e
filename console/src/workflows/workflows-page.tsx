/** All workflows with their state and totals, and whether the service keeps up. */
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api/context.tsx';
import { type ListedWorkflow, workflowsQuery } from '../api/workflows.ts';
import { Answer } from '../parts/answer.tsx';
import { StateBadge } from '../parts/badge.tsx';
import { Columns } from '../parts/columns.tsx';
import { Command, Empty } from '../parts/empty.tsx';
import { Page } from '../parts/page.tsx';
import { When } from '../parts/when.tsx';
import { href } from '../router/route.ts';
import { Link } from '../router/router.tsx';
import { number } from '../words/text.ts';
import { Pulse } from './pulse.tsx';

export function WorkflowsPage() {
  const query = useQuery(workflowsQuery(useApi()));
  return (
    <Page title="Workflows" beside={<Pulse />}>
      <Answer query={query}>
        {({ items }) => (items.length === 0 ? <NoWorkflows /> : <List workflows={items} />)}
      </Answer>
    </Page>
  );
}

function List({ workflows }: { readonly workflows: readonly ListedWorkflow[] }) {
  return (
    <table className="cards">
      <Columns
        names={['Workflow', 'State', 'Entered', 'Inside', 'Left', 'Failed', 'Changed']}
        figures={['Entered', 'Inside', 'Left', 'Failed']}
      />
      <tbody>
        {workflows.map((workflow) => (
          <tr key={workflow.name}>
            <td className="card-title">
              <Link className="row-link" href={href('workflows', workflow.name)}>
                {workflow.title || workflow.name}
              </Link>
              <span className="muted small">
                {workflow.name}
                {versionWords(workflow)}
              </span>
            </td>
            <td data-label="State">
              <StateBadge state={workflow.state} />
            </td>
            <td data-label="Entered" className="figure">
              {number(workflow.entered)}
            </td>
            <td data-label="Inside" className="figure">
              {number(workflow.inside)}
            </td>
            <td data-label="Left" className="figure">
              {number(workflow.left)}
            </td>
            <td data-label="Failed" className={workflow.failed > 0 ? 'figure bad' : 'figure'}>
              {number(workflow.failed)}
            </td>
            <td data-label="Changed">
              <When iso={workflow.updatedAt} short />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function versionWords({ live, latest }: ListedWorkflow): string {
  if (live !== undefined) return ` · version ${live} is live`;
  return latest > 0 ? ` · version ${latest}` : ' · never published';
}

function NoWorkflows() {
  return (
    <Empty title="No workflows yet">
      <p>Publish one of the examples; it appears here, and contacts can enter it at once.</p>
      <Command>npx sojourn publish examples/welcome.yaml --start</Command>
    </Empty>
  );
}
