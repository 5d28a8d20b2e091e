/** The chosen step: what it does in full, its figures, where its paths lead, and the runs and messages behind them. */
import { useEffect, useRef } from 'react';
import type { Definition } from '../../../workflow-compiler/language/definition.ts';
import type { Step } from '../../../workflow-compiler/language/step.ts';
import type { StepReport } from '../api/workflows.ts';
import { KINDS } from '../graph/kinds.ts';
import { Icon } from '../parts/icon.tsx';
import { href } from '../router/route.ts';
import { Link } from '../router/router.tsx';
import { kindName, stepNames, stepWords } from '../words/step.ts';
import { number, percent } from '../words/text.ts';
import { StepPaths } from './step-paths.tsx';

type Props = {
  readonly workflow: string;
  readonly definition: Definition;
  readonly id: string;
  readonly step: Step;
  readonly report: StepReport | undefined;
  readonly close: () => void;
};

export function StepPanel({ workflow, definition, id, step, report = {}, close }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  // Each newly chosen step takes the focus to its heading
  useEffect(() => heading.current?.focus({ preventScroll: true }), [id]);
  const sends = KINDS[step.kind]?.family === 'message';
  return (
    <aside
      className={`panel family-${KINDS[step.kind]?.family ?? 'end'}`}
      aria-label="Chosen step"
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      <header>
        <span className="chip">
          <Icon name={KINDS[step.kind]?.icon ?? 'spark'} />
        </span>
        <div className="panel-name">
          <p className="muted small">{kindName(step)}</p>
          <h2 ref={heading} tabIndex={-1}>
            {stepNames(definition)(id)}
          </h2>
        </div>
        <button type="button" className="button button-icon panel-close" aria-label="Close" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <p>{stepWords(step, stepNames(definition))}</p>
      <Figures
        figures={[
          ['Here now', report.inside],
          ['Entered', report.entered],
          ['Passed', report.left],
          ['Failed', report.failed],
        ]}
      />
      {sends && <MessageFigures report={report} kind={step.kind} />}
      <StepPaths definition={definition} step={step} report={report} />
      <div className="panel-links">
        <Link className="button" href={href('runs', undefined, { workflow, step: id })}>
          Runs at this step
        </Link>
        {sends && (
          <Link className="button" href={href('outbox', undefined, { workflow, step: id })}>
            Its messages
          </Link>
        )}
      </div>
      <p className="muted small">
        Step id <code>{id}</code>
      </p>
    </aside>
  );
}

function MessageFigures({ report, kind }: { readonly report: StepReport; readonly kind: Step['kind'] }) {
  const sent = report.sent ?? 0;
  const figures: (readonly [string, number | undefined, string?])[] =
    kind === 'send-sms'
      ? [
          ['Sent', sent],
          ['Parts', report.parts],
        ]
      : kind === 'send-push'
        ? [
            ['Sent', sent],
            ['Tapped', report.clicked, percent(report.clicked ?? 0, sent)],
          ]
        : [
            ['Sent', sent],
            ['Opened', report.opened, percent(report.opened ?? 0, sent)],
            ['Clicked', report.clicked, percent(report.clicked ?? 0, sent)],
            ['Bounced', report.bounced],
            ['Unsubscribed', report.unsubscribed],
          ];
  return (
    <>
      <h3>Messages</h3>
      <Figures
        figures={[
          ...figures,
          ['Skipped', report.skipped],
          ['Rejected', report.rejected],
          ['Held', report.held],
        ]}
      />
    </>
  );
}

function Figures({
  figures,
}: {
  readonly figures: readonly (readonly [string, number | undefined, string?])[];
}) {
  return (
    <dl className="figures">
      {figures.map(([label, value = 0, share]) => (
        <div key={label} className={value === 0 ? 'figure-cell none' : 'figure-cell'}>
          <dt>{label}</dt>
          <dd>
            {number(value)}
            {share !== undefined && <span className="muted small"> {share}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
