/** A failure told: what it is, why, what the compiler found, and a way to try again. */
import type { Diagnostic } from '../../../workflow-compiler/diagnostics/diagnostic.ts';
import { asProblem } from '../api/problem.ts';
import { Icon } from './icon.tsx';

export function ProblemNote({ error, retry }: { readonly error: unknown; readonly retry?: () => unknown }) {
  const { title, detail, findings } = asProblem(error);
  return (
    <div className="note note-bad" role="alert">
      <Icon name="warn" />
      <div>
        <strong>{title}</strong>
        <p>{detail}</p>
        <Findings findings={findings} />
        {retry !== undefined && (
          <button type="button" className="button" onClick={() => retry()}>
            Try again
          </button>
        )}
      </div>
    </div>
  );
}

/** The compiler's findings about a definition, each with its place and what to do. */
function Findings({ findings }: { readonly findings: readonly Diagnostic[] }) {
  if (findings.length === 0) return null;
  return (
    <ul className="findings">
      {findings.map((finding) => (
        <li key={`${finding.code} ${finding.at}`}>
          <span className={`badge badge-${finding.severity === 'error' ? 'bad' : 'warn'}`}>
            {finding.code}
          </span>{' '}
          {finding.detail} <span className="muted">{finding.hint}</span>
          <code className="muted"> {finding.at}</code>
        </li>
      ))}
    </ul>
  );
}
