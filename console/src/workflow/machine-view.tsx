/** The state machine that a version compiled to: what Step Functions, or the interpreter here, really runs. */
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api/context.tsx';
import { versionQuery } from '../api/workflows.ts';
import { Answer } from '../parts/answer.tsx';
import { Code } from '../parts/code.tsx';

export function MachineView({ name, version }: { readonly name: string; readonly version: number }) {
  const query = useQuery(versionQuery(useApi(), name, version));
  return (
    <Answer query={query}>
      {({ machine }) => (
        <>
          <p className="muted">
            Amazon States Language, as compiled from version {version}. States are named after the steps.
          </p>
          <Code label="State machine" text={pretty(machine)} />
        </>
      )}
    </Answer>
  );
}

function pretty(machine: unknown): string {
  if (typeof machine !== 'string') return JSON.stringify(machine, null, 2) ?? '';
  try {
    return JSON.stringify(JSON.parse(machine), null, 2);
  } catch {
    return machine;
  }
}
