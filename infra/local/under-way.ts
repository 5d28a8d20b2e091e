/**
 * Work that was begun and has not ended: requests, and the import that is worked on. Whoever removes a tenant waits for what began
 * before, however long it takes.
 */
import type { Clock } from '../../functions/ports/clock.ts';

type Piece = { readonly began: number; readonly tenant: string | undefined };

export type UnderWay = {
  /** `tenant` is absent where nobody knows yet whose it is. */
  readonly during: <T>(work: () => Promise<T>, tenant?: string) => Promise<T>;
  /** Whether anything of the tenant's goes on, or what may be the tenant's and began at `moment` (epoch milliseconds) or before. */
  readonly since: (moment: number, tenant: string) => boolean;
};

export function openUnderWay(clock: Clock): UnderWay {
  const pieces = new Set<Piece>();
  return {
    during: async (work, tenant) => {
      const piece: Piece = { began: clock.now(), tenant };
      pieces.add(piece);
      try {
        return await work();
      } finally {
        pieces.delete(piece);
      }
    },
    since: (moment, tenant) =>
      [...pieces].some((piece) =>
        piece.tenant === undefined ? piece.began <= moment : piece.tenant === tenant,
      ),
  };
}
