/** A workflow that was never published: its draft drawn as far as it can be, and its text. */
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api/context.tsx';
import { checkQuery, type WorkflowWithDraft } from '../api/workflows.ts';
import { parseDraft } from '../graph/parse.ts';
import { Answer } from '../parts/answer.tsx';
import { Broken } from '../parts/broken.tsx';
import { Code } from '../parts/code.tsx';
import { Command, Empty } from '../parts/empty.tsx';
import { Findings } from '../parts/findings.tsx';
import { Icon } from '../parts/icon.tsx';
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
          <Checked name={name} draft={draft} />
          {definition === null ? (
            <p className="note">The draft cannot be drawn as it is.</p>
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

/** What stands in the way of publishing it, and what may be meant otherwise. */
function Checked({ name, draft }: { readonly name: string; readonly draft: string }) {
  const { data } = useQuery(checkQuery(useApi(), name, draft));
  if (data === undefined || data.diagnostics.length === 0) return null;
  return (
    <div className={`note ${data.ok ? 'note-warn' : 'note-bad'}`}>
      <Icon name="warn" />
      <div>
        <strong>{data.ok ? 'It can be published, but' : 'It cannot be published yet'}</strong>
        <Findings findings={data.diagnostics} />
      </div>
    </div>
  );
}
