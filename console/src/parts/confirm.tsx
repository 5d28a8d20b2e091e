/** A question before something is done: what went wrong stands in it, and nobody does it twice by pressing twice. */
import type { UseMutationResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Ask } from './ask.tsx';
import { ProblemNote } from './problem-note.tsx';

type Props = {
  readonly title: string;
  readonly children: ReactNode;
  readonly button: string;
  /** `stop`: it takes something away. */
  readonly kind: 'main' | 'stop';
  readonly mutation: Pick<UseMutationResult<unknown, Error, void>, 'error' | 'isPending' | 'mutate'>;
  readonly close: () => void;
};

export function Confirm({ title, children, button, kind, mutation, close }: Props) {
  return (
    <Ask title={title} close={close}>
      {children}
      {mutation.error !== null && <ProblemNote error={mutation.error} />}
      <div className="ask-buttons">
        <button type="button" className="button" onClick={close}>
          Cancel
        </button>
        <button
          type="button"
          className={`button button-${kind}`}
          disabled={mutation.isPending}
          onClick={() => mutation.mutate()}
        >
          {button}
        </button>
      </div>
    </Ask>
  );
}
