/** Exports all contacts: the product makes the file beside everything else, and the browser saves it when it is done. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../api/context.tsx';
import { type Export, exportFile, exportQuery, startExport } from '../api/exports.ts';
import { Ask } from '../parts/ask.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';

export function ExportButton() {
  const api = useApi();
  const [asking, setAsking] = useState(false);
  const begin = useMutation({ mutationFn: () => startExport(api) });
  const close = () => {
    setAsking(false);
    begin.reset();
  };
  return (
    <>
      <button
        type="button"
        className="button"
        onClick={() => {
          setAsking(true);
          begin.mutate();
        }}
      >
        Export
      </button>
      {asking && (
        <Ask title="Export of all contacts" close={close}>
          {begin.error !== null && <ProblemNote error={begin.error} />}
          {begin.data === undefined ? <p>Asking for it.</p> : <Progress id={begin.data.id} close={close} />}
          <div className="ask-buttons">
            <button type="button" className="button" onClick={close}>
              Close
            </button>
          </div>
        </Ask>
      )}
    </>
  );
}

/** Whoever closes it leaves the export to itself: it is kept for a week. */
function Progress({ id, close }: { readonly id: string; readonly close: () => void }) {
  const api = useApi();
  const { data, error } = useQuery(exportQuery(api, id));
  const save = useMutation({ mutationFn: (done: Export) => saveFile(done, () => exportFile(api, id)) });
  if (error !== null) return <ProblemNote error={error} />;
  if (data?.state === 'failed') return <p className="bad">{data.reason}</p>;
  if (data?.state !== 'done') return <p role="status">{words(data)}</p>;
  return (
    <>
      <p role="status">{data.done} contacts are in the file.</p>
      {save.error !== null && <ProblemNote error={save.error} />}
      <button
        type="button"
        className="button button-main"
        disabled={save.isPending}
        onClick={() => save.mutate(data, { onSuccess: close })}
      >
        Save as CSV
      </button>
    </>
  );
}

function words(data: Export | undefined): string {
  if (data === undefined || data.done === 0) return 'The contacts are being counted.';
  return data.total === undefined ? `${data.done} contacts` : `${data.done} of ${data.total} contacts`;
}

/** From where it lies, or, where nobody may fetch it without a key, through this page. */
async function saveFile({ url }: Export, fetchIt: () => Promise<Blob>): Promise<void> {
  const link = document.createElement('a');
  const blob = url === undefined ? URL.createObjectURL(await fetchIt()) : undefined;
  link.href = blob ?? url ?? '';
  link.download = 'contacts.csv';
  link.click();
  if (blob !== undefined) URL.revokeObjectURL(blob);
}
