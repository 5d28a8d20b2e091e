/** One workflow: its state and totals, its graph with live counts, its versions and its compiled machine. */
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api/context.tsx';
import { type WorkflowWithDraft, workflowQuery } from '../api/workflows.ts';
import { Answer } from '../parts/answer.tsx';
import { StateBadge } from '../parts/badge.tsx';
import { Choice } from '../parts/choice.tsx';
import { Page } from '../parts/page.tsx';
import { href } from '../router/route.ts';
import { useSearch } from '../router/router.tsx';
import { Actions } from './actions.tsx';
import { DraftView } from './draft-view.tsx';
import { GraphView } from './graph-view.tsx';
import { MachineView } from './machine-view.tsx';
import { StepsView } from './steps-view.tsx';
import { Totals } from './totals.tsx';
import { VersionsView } from './versions-view.tsx';

const VIEWS = [
  ['graph', 'Graph'],
  ['steps', 'Steps'],
  ['versions', 'Versions'],
  ['machine', 'State machine'],
] as const;

type View = (typeof VIEWS)[number][0];

export function WorkflowPage({ name }: { readonly name: string }) {
  const query = useQuery(workflowQuery(useApi(), name));
  const workflow = query.data;
  return (
    <Page
      title={workflow?.title || name}
      above={{ href: href('workflows'), label: 'Workflows' }}
      beside={
        workflow !== undefined && (
          <>
            <StateBadge state={workflow.state} />
            <Actions workflow={workflow} />
          </>
        )
      }
    >
      <Answer query={query}>
        {(found) => (found.latest === 0 ? <DraftView workflow={found} /> : <Published workflow={found} />)}
      </Answer>
    </Page>
  );
}

function Published({ workflow }: { readonly workflow: WorkflowWithDraft }) {
  const [search, change] = useSearch();
  const version = Number(search.get('version')) || (workflow.live ?? workflow.latest);
  const view = viewOf(search.get('view'));
  return (
    <>
      <Totals
        workflow={workflow}
        version={version}
        choose={(chosen) => change({ version: String(chosen), step: '' })}
      />
      <Choice
        label="View"
        options={VIEWS}
        chosen={view}
        choose={(chosen) => change({ view: chosen === 'graph' ? '' : chosen })}
      />
      {view === 'graph' && <GraphView name={workflow.name} version={version} />}
      {view === 'steps' && <StepsView name={workflow.name} version={version} />}
      {view === 'versions' && <VersionsView workflow={workflow} />}
      {view === 'machine' && <MachineView name={workflow.name} version={version} />}
    </>
  );
}

function viewOf(text: string | null): View {
  return VIEWS.find(([view]) => view === text)?.[0] ?? 'graph';
}
