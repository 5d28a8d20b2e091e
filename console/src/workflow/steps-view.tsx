/** The same workflow as a table: every step with its figures, in the order of the definition. */
import { useQuery } from '@tanstack/react-query';
import type { Definition } from '../../../workflow-compiler/language/definition.ts';
import { useApi } from '../api/context.tsx';
import { type Report, reportQuery, versionQuery } from '../api/workflows.ts';
import { Answer } from '../parts/answer.tsx';
import { Columns } from '../parts/columns.tsx';
import { href } from '../router/route.ts';
import { Link } from '../router/router.tsx';
import { kindName, stepNames, stepWords } from '../words/step.ts';
import { number } from '../words/text.ts';

export function StepsView({ name, version }: { readonly name: string; readonly version: number }) {
  const api = useApi();
  const query = useQuery(versionQuery(api, name, version));
  const report = useQuery(reportQuery(api, name, version));
  return (
    <Answer query={query}>
      {({ definition }) =>
        definition === undefined ? null : (
          <Table workflow={name} definition={definition} report={report.data} />
        )
      }
    </Answer>
  );
}

type Props = {
  readonly workflow: string;
  readonly definition: Definition;
  readonly report: Report | undefined;
};

function Table({ workflow, definition, report }: Props) {
  const stepName = stepNames(definition);
  return (
    <table className="cards">
      <Columns
        names={['Step', 'What it does', 'Here', 'Passed', 'Failed']}
        figures={['Here', 'Passed', 'Failed']}
      />
      <tbody>
        {Object.entries(definition.steps).map(([id, step]) => {
          const figures = report?.steps[id];
          return (
            <tr key={id}>
              <td className="card-title">
                <Link className="row-link" href={href('runs', undefined, { workflow, step: id })}>
                  {stepName(id)}
                </Link>
                <span className="muted small">{kindName(step)}</span>
              </td>
              <td className="long">{stepWords(step, stepName)}</td>
              <td data-label="Here" className="figure">
                {number(figures?.inside ?? 0)}
              </td>
              <td data-label="Passed" className="figure">
                {number(figures?.left ?? 0)}
              </td>
              <td data-label="Failed" className="figure">
                {number(figures?.failed ?? 0)}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
