/** The compiler's findings about a definition, each with its place and what to do. */
import type { Diagnostic } from '../../../workflow-compiler/diagnostics/diagnostic.ts';

export function Findings({ findings }: { readonly findings: readonly Diagnostic[] }) {
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
          {finding.position !== undefined && <span className="muted"> line {finding.position.line}</span>}
        </li>
      ))}
    </ul>
  );
}
