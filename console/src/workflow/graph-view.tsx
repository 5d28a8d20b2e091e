/** The graph of a published version with its live counts, and the panel of the chosen step beside it. */
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api/context.tsx';
import { reportQuery, versionQuery } from '../api/workflows.ts';
import { Answer } from '../parts/answer.tsx';
import { Broken } from '../parts/broken.tsx';
import { useSearch } from '../router/router.tsx';
import { Canvas } from './canvas.tsx';
import { StepPanel } from './step-panel.tsx';

export function GraphView({ name, version }: { readonly name: string; readonly version: number }) {
  const api = useApi();
  const query = useQuery(versionQuery(api, name, version));
  const report = useQuery(reportQuery(api, name, version));
  const [search, change] = useSearch();
  const chosen = search.get('step') ?? undefined;
  return (
    <Answer query={query}>
      {({ definition }) => {
        if (definition === undefined) return null;
        const step = chosen === undefined ? undefined : definition.steps[chosen];
        return (
          <div className={step === undefined ? 'graph' : 'graph graph-with-panel'}>
            <Broken what="The graph cannot be drawn">
              <Canvas
                key={version}
                definition={definition}
                report={report.data}
                chosen={chosen}
                choose={(id) => change({ step: id })}
              />
            </Broken>
            {step !== undefined && chosen !== undefined && (
              <StepPanel
                workflow={name}
                definition={definition}
                id={chosen}
                step={step}
                report={report.data?.steps[chosen]}
                close={() => change({ step: '' })}
              />
            )}
          </div>
        );
      }}
    </Answer>
  );
}
