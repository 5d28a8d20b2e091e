/** Definitions checked at once: circles of workflows that set each other off, and messages named across workflows. */
import { describe, expect, it } from 'vitest';
import { checkTogether } from '../../workflow-compiler/compile.ts';
import type { Json } from '../../workflow-compiler/language/json.ts';

type Steps = { readonly [id: string]: Json };

const flow = (name: string, trigger: Json, steps: Steps, reentry: Json = 'always'): Json => ({
  language: 1,
  name,
  triggers: [trigger],
  entry: { reentry },
  start: Object.keys(steps)[0] ?? '',
  steps,
});

const found = (...definitions: readonly Json[]) =>
  checkTogether(definitions).map(({ diagnostics }) => diagnostics.map(({ code, at }) => `${code} ${at}`));

const tag = (name: string, next = 'end'): Json => ({ kind: 'add-tag', tag: name, next });
const untag = (name: string, next = 'end'): Json => ({ kind: 'remove-tag', tag: name, next });
const onTag = (name: string): Json => ({ on: 'contact.tagged', tag: name });
const emit = (name: string): Json => ({ kind: 'emit-event', name, next: 'end' });
const onEvent = (name: string): Json => ({ on: 'external.occurred', name, where: { kind: 'tag', tag: 'x' } });

describe('a circle of workflows', () => {
  it('is found over several workflows, and told at the first', () => {
    const all = [
      flow('one', onEvent('a'), { go: emit('b') }),
      flow('two', onEvent('b'), { go: emit('c') }),
      flow('three', onEvent('c'), { go: emit('a') }),
      flow('other', onEvent('a'), { go: emit('z') }),
    ];
    expect(found(...all)).toEqual([['FLOW-10 /steps/go'], [], [], []]);
    expect(found(...all.slice(0, 2))).toEqual([[], []]);
    const [first] = checkTogether(all)[0]?.diagnostics ?? [];
    expect(first?.detail).toBe(
      'Round and round: `go` of `one` starts `two`; `go` of `two` starts `three`; `go` of `three` starts `one`.',
    );
  });

  it('ends at a workflow that a contact enters once, or not again before the circle is long over', () => {
    const back = flow('back', onEvent('b'), { go: emit('a') });
    const steps = { pause: { kind: 'wait', for: '1 day', next: 'go' }, go: emit('b') };
    expect(found(flow('once', onEvent('a'), { go: emit('b') }, 'never'), back)).toEqual([[], []]);
    expect(found(flow('later', onEvent('a'), steps, { after: '2 days' }), back)).toEqual([[], []]);
    expect(found(flow('later', onEvent('a'), steps, { after: '1 day' }), back)).toEqual([
      ['FLOW-10 /steps/go'],
      [],
    ]);
  });

  it('of tags needs somebody who takes the tag away', () => {
    const one = flow('one', onTag('a'), { go: tag('b') });
    expect(found(one, flow('two', onTag('b'), { go: tag('a') }))).toEqual([[], []]);
    expect(
      found(one, flow('two', onTag('b'), { off: untag('b', 'out'), out: untag('a', 'go'), go: tag('a') })),
    ).toEqual([['FLOW-10 /steps/go'], []]);
    expect(
      found(one, flow('two', onTag('b'), { off: untag('b', 'out'), out: untag('a', 'go'), go: tag('c') })),
    ).toEqual([[], []]);
  });

  it.each<[string, Json, Steps, boolean]>([
    [
      'a score that grows',
      { on: 'contact.score-reached', score: 10 },
      { go: { kind: 'adjust-score', by: 5, next: 'end' } },
      true,
    ],
    [
      'a score that falls',
      { on: 'contact.score-reached', score: 10 },
      { go: { kind: 'adjust-score', by: -5, next: 'end' } },
      false,
    ],
    [
      'points of a tag',
      { on: 'contact.score-reached', score: 10 },
      { go: { kind: 'add-tag', tag: 'x', score: 5, next: 'end' } },
      true,
    ],
    [
      'a list joined again',
      { on: 'list.joined', list: 'l' },
      {
        out: { kind: 'remove-from-list', list: 'l', next: 'go' },
        go: { kind: 'add-to-list', list: 'l', next: 'end' },
      },
      true,
    ],
    [
      'a list joined for good',
      { on: 'list.joined' },
      { go: { kind: 'add-to-list', list: 'l', next: 'end' } },
      false,
    ],
    [
      'a detail of the event',
      { on: 'contact.detail-modified', detail: 'd' },
      { go: { kind: 'set-detail', detail: 'd', value: { event: 'to' }, next: 'end' } },
      true,
    ],
    [
      'a constant detail',
      { on: 'contact.detail-modified', detail: 'd' },
      { go: { kind: 'set-detail', detail: 'd', value: 1, next: 'end' } },
      false,
    ],
    [
      'two constants, not the one asked for',
      { on: 'contact.detail-modified', detail: 'd', to: 3 },
      {
        go: { kind: 'set-detail', detail: 'd', value: 1, next: 'on' },
        on: { kind: 'set-detail', detail: 'd', value: 2, next: 'end' },
      },
      false,
    ],
    [
      'its own mail, opened',
      { on: 'email.opened', message: 'go' },
      { go: { kind: 'send-email', subject: 'x', text: 'x', next: 'end' } },
      true,
    ],
    [
      'another mail, opened',
      { on: 'email.opened', message: 'other/go' },
      { go: { kind: 'send-email', subject: 'x', text: 'x', next: 'end' } },
      false,
    ],
  ])('of %s: one workflow alone', (_what, trigger, steps, loops) => {
    expect(found(flow('self', trigger, steps))).toEqual([loops ? ['FLOW-10 /steps/go'] : []]);
  });
});

describe('a message of another workflow', () => {
  const asks = (message: string) => flow('asks', { on: 'email.opened', message }, { go: tag('x') });
  const sends = flow('sends', onTag('y'), {
    hello: { kind: 'send-email', subject: 'x', text: 'x', next: 'end' },
  });

  it('must be one, if that workflow is there', () => {
    expect(found(asks('sends/hello'), sends)).toEqual([[], []]);
    expect(found(asks('sends/helo'), sends)).toEqual([['REF-03 /triggers/0/message'], []]);
    expect(found(asks('sends/helo'))).toEqual([[]]);
  });

  it('is found beside a definition that cannot be read', () => {
    const [broken, right, wrong] = found('not: [a', sends, asks('sends/helo'));
    expect(broken?.[0]).toMatch(/^TEXT/);
    expect([right, wrong]).toEqual([[], ['REF-03 /triggers/0/message']]);
  });
});
