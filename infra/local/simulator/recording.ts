/** Recorded contacts as pieces of a backtest; with cards of a file of contacts for those whom the recording has none of. */
import { createReadStream } from 'node:fs';
import { applyChanges } from '../../../functions/domain/contact/apply.ts';
import { newCard } from '../../../functions/domain/contact/change.ts';
import type { RecordedContact } from '../../../functions/domain/recording/export.ts';
import { recordedCard } from '../../../functions/domain/recording/line.ts';
import type { Difference } from '../../../functions/domain/simulation/backtest/compare.ts';
import { readRecording } from '../../../functions/domain/simulation/backtest/read-recording.ts';
import { contactsFrom } from './contacts.ts';
import type { Found, GivenContact, Piece } from './order.ts';

const SIZE = 100;

export async function* recordedPieces(contacts: AsyncIterable<RecordedContact>): AsyncGenerator<Piece> {
  let recorded: RecordedContact[] = [];
  for await (const contact of contacts) {
    recorded.push(contact);
    if (recorded.length < SIZE) continue;
    yield { recorded };
    recorded = [];
  }
  if (recorded.length > 0) yield { recorded };
}

/** Keeps the first differences, at most `most`. */
export function keeping(differences: Difference[], most: number): (found: readonly Found[]) => void {
  return (found) => {
    for (const one of found) {
      if ('difference' in one && differences.length < most) differences.push(one.difference);
    }
  };
}

/** Contacts of the recording; then those of the file of whom nothing is recorded, since fixed dates are for them, too. `start` in epoch milliseconds. */
export async function* recordedIn(
  events: string,
  contacts: string | undefined,
  start: number,
): AsyncGenerator<RecordedContact> {
  const given = contacts === undefined ? new Map<string, GivenContact>() : await givenIn(contacts);
  for await (const recorded of readRecording(createReadStream(events))) {
    const id = recorded.events[0]?.contact ?? '';
    const known = recorded.card === undefined ? given.get(id) : undefined;
    yield known === undefined ? recorded : { ...recorded, ...asRecorded(known, start) };
    given.delete(recorded.card?.contact ?? id);
  }
  for (const one of given.values()) yield { events: [], ...asRecorded(one, start) };
}

async function givenIn(file: string): Promise<Map<string, GivenContact>> {
  const found = new Map<string, GivenContact>();
  for await (const piece of contactsFrom(file).pieces) {
    if ('given' in piece) for (const one of piece.given) found.set(one.id, one);
  }
  return found;
}

function asRecorded({ id, changes }: GivenContact, start: number): Required<Pick<RecordedContact, 'card'>> {
  const at = start - 1;
  const { card } = applyChanges(newCard(id, new Date(at).toISOString()), changes, at);
  return { card: { contact: id, card: recordedCard(card) } };
}
