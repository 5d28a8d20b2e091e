/** What goes wrong on the way to the API: a problem (RFC 9457) the server told, or no answer at all. */
import type { Diagnostic } from '../../../workflow-compiler/diagnostics/diagnostic.ts';

export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** The compiler's findings, for definitions it refused. */
  readonly findings: readonly Diagnostic[];

  constructor(status: number, title: string, detail: string, findings: readonly Diagnostic[] = []) {
    super(`${title}: ${detail}`);
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.findings = findings;
  }
}

/** Reads a refused answer. A body that is no problem document (a proxy's page, say) still gives a problem. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => undefined);
  const { title, detail, errors } = isProblem(body) ? body : {};
  return new ApiProblem(
    response.status,
    title ?? `The server answered ${response.status}`,
    detail ?? response.statusText,
    errors ?? [],
  );
}

/** Anything thrown, as a problem: what is not one is the network's failure or our bug, and says so. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem(0, 'Something went wrong in the console', String(error));
}

type Problem = {
  readonly title?: string;
  readonly detail?: string;
  readonly errors?: readonly Diagnostic[];
};

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'title' in body;
}
