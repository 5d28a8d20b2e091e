/** Keeps a failure in drawing to the part that failed. React offers this to classes only. */
import { Component, type ReactNode } from 'react';
import { ProblemNote } from './problem-note.tsx';

type Props = { readonly what: string; readonly children: ReactNode };

export class Broken extends Component<Props, { readonly error?: unknown }> {
  override state: { readonly error?: unknown } = {};

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return <ProblemNote error={new Error(`${this.props.what}: ${String(this.state.error)}`)} />;
  }
}
