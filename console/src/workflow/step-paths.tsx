/** The paths of a branching step: the condition or event of each in words, where it leads, how many took it. */
import type { Definition } from '../../../workflow-compiler/language/definition.ts';
import type { Step } from '../../../workflow-compiler/language/step.ts';
import type { StepReport } from '../api/workflows.ts';
import { waysOf } from '../graph/ways.ts';
import { conditionWords } from '../words/condition.ts';
import { eventWords } from '../words/event.ts';
import { stepNames } from '../words/step.ts';
import { capital, number } from '../words/text.ts';

type Props = { readonly definition: Definition; readonly step: Step; readonly report: StepReport };

export function StepPaths({ definition, step, report }: Props) {
  const ways = waysOf(step).filter((way) => way.label !== undefined);
  if (ways.length === 0) return null;
  return (
    <>
      <h3>Paths</h3>
      <ul className="paths">
        {ways.map((way) => {
          const count = way.path === undefined ? report.rejected : report.paths?.[way.path];
          const asked = askedOf(definition, step, way.path);
          return (
            <li key={way.path ?? way.kind}>
              <span className="path-name">
                {way.label}
                <b>{number(count ?? 0)}</b>
              </span>
              {asked !== undefined && <span>{asked}</span>}
              <span className="muted small">
                → {way.to === 'end' ? 'End' : stepNames(definition)(way.to)}
              </span>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function askedOf(definition: Definition, step: Step, path: string | undefined): string | undefined {
  const stepName = stepNames(definition);
  if (step.kind === 'branch') {
    const found = step.paths.find(({ id }) => id === path);
    return found === undefined ? undefined : capital(conditionWords(found.when, stepName));
  }
  if (step.kind === 'wait-for-event') {
    const found = step.paths.find(({ id }) => id === path);
    return found === undefined ? undefined : capital(eventWords(found.event, stepName));
  }
  return undefined;
}
