/** A workflow that was never published: its draft drawn as far as it can be, and its text. */
import { useQuery } from '@tanstack/react-query';
import type { WorkflowWithDraft } from '../api/workflows.ts';
import { parseDraft } from '../graph/parse.ts';
import { Answer } from '../parts/answer.tsx';
import { Broken } from '../parts/broken.tsx';
import { Code } from '../parts/code.tsx';
import { Command, Empty } from '../parts/empty.tsx';
import { Canvas } from './canvas.tsx';

export function DraftView({ workflow: { name, draft } }: { readonly workflow: WorkflowWithDraft }) {
  const query = useQuery({
    queryKey: ['draft', name, draft],
    queryFn: async () => (draft === undefined ? null : ((await parseDraft(draft)) ?? null)),
  });
  if (draft === undefined) {
    return (
      <Empty title="Nothing is written yet">
        <p>Publish a definition under this name:</p>
        <Command>{`npx sojourn publish ${name}.yaml --start`}</Command>
      </Empty>
    );
  }
  return (
    <Answer query={query}>
      {(definition) => (
        <>
          {definition === null ? (
            <p className="note">
              The draft cannot be drawn as it is. Publishing tells what is invalid in it.
            </p>
          ) : (
            <div className="graph">
              <Broken what="The draft cannot be drawn as it is">
                <Canvas definition={definition} report={undefined} />
              </Broken>
            </div>
          )}
          <h2>Draft</h2>
          <Code label="Draft" text={draft} />
        </>
      )}
    </Answer>
  );
}
