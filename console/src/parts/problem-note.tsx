/** A failure told: what it is, why, what the compiler found, and a way to try again. */
import { asProblem } from '../api/problem.ts';
import { Findings } from './findings.tsx';
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
