/** What docs/simulation.md shows can be read, and its default profile is the default. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readRecording } from '../../functions/domain/simulation/backtest/read-recording.ts';
import { complete, DEFAULTS } from '../../functions/domain/simulation/profile.ts';
import { readProfile } from '../../functions/domain/simulation/read-profile.ts';
import { readTests } from '../../functions/domain/simulation/rehearsal/read-tests.ts';

const page = readFileSync('docs/simulation.md', 'utf8');
const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);

it('has two profiles and a test file', () => {
  expect(blocks).toHaveLength(3);
});

it('the first profile is the default', () => {
  const read = readProfile(blocks[0] ?? '');
  if (!read.ok) throw new Error(read.problems.join('; '));
  expect(complete(read.profile)).toEqual(DEFAULTS);
});

it('the second profile and the tests can be read', () => {
  expect(readProfile(blocks[1] ?? '')).toMatchObject({ ok: true });
  expect(readTests(blocks[2] ?? '')).toMatchObject({ ok: true });
});

it('the recording can be read', async () => {
  const [text = ''] = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, inner = '']) => inner);
  const found = [];
  for await (const contact of readRecording(
    (async function* () {
      yield text;
    })(),
  ))
    found.push(contact);
  expect(found.map(({ card, events }) => [card?.contact, events.length])).toEqual([
    ['ada', 4],
    ['bob', 0],
  ]);
});
