/** Event patterns against events: each kind, its fields, `where`, and whose message is meant. */
import { describe, expect, it } from 'vitest';
import { newCard } from '../../functions/domain/contact/change.ts';
import type { EventPattern } from '../../workflow-compiler/language/event.ts';
import type { JsonObject } from '../../workflow-compiler/language/json.ts';
import { compileEvent, type EventFacts, matchesEvent } from '../../workflow-compiler/predicate/event.ts';
import { compileUrl } from '../../workflow-compiler/predicate/pattern.ts';
import { flatProperties, propertyOf } from '../../workflow-compiler/predicate/property.ts';

const facts: EventFacts = { card: newCard('c1', '2026-01-01T00:00:00.000Z'), activity: [], now: 0 };
const inRun: EventFacts = { ...facts, run: { id: 'r1', workflow: 'welcome' } };

const matches = (pattern: EventPattern, properties: JsonObject, from = facts) =>
  matchesEvent(pattern, { id: 'e1', type: pattern.on, at: '2026-01-01T00:00:00.000Z', properties }, from);

describe('matchesEvent', () => {
  it.each<[EventPattern, JsonObject, boolean]>([
    [{ on: 'contact.added' }, {}, true],
    [{ on: 'contact.tagged' }, { tag: 'x' }, true],
    [{ on: 'contact.tagged', tag: 'vip' }, { tag: 'vip' }, true],
    [{ on: 'contact.tagged', tag: 'vip' }, { tag: 'VIP' }, false],
    [{ on: 'contact.detail-modified', detail: 'plan' }, { detail: 'plan', to: 'x' }, true],
    [
      { on: 'contact.detail-modified', detail: 'plan', to: 'gold' },
      { detail: 'plan', from: 'x', to: 'Gold' },
      true,
    ],
    [{ on: 'contact.detail-modified', detail: 'plan', from: 'free' }, { detail: 'plan', to: 'gold' }, false],
    [{ on: 'contact.detail-modified', detail: 'seats', to: 5 }, { detail: 'seats', to: '5' }, true],
    [{ on: 'contact.score-reached', score: 100 }, { from: 95, to: 105 }, true],
    [{ on: 'contact.score-reached', score: 100 }, { from: 99, to: 100 }, true],
    [{ on: 'contact.score-reached', score: 100 }, { from: 100, to: 105 }, false],
    [{ on: 'contact.score-reached', score: 100 }, { from: 50, to: 99 }, false],
    [{ on: 'list.joined', list: 'news' }, { list: 'news' }, true],
    [{ on: 'list.joined', list: 'news' }, { list: 'other' }, false],
    [{ on: 'email.opened' }, { step: 'a', machine: true }, false],
    [{ on: 'email.opened', machine: true }, { step: 'a', machine: true }, true],
    [{ on: 'email.clicked', link: '*/offer' }, { link: 'https://x.example/offer/' }, true],
    [{ on: 'email.clicked' }, { link: 'https://x.example/', machine: true }, false],
    [{ on: 'email.bounced', type: 'permanent' }, { type: 'transient' }, false],
    [
      { on: 'web.page-visited', url: '/t-shirts' },
      { url: 'https://shop.example/t-shirts/?utm_source=x#top' },
      true,
    ],
    [{ on: 'web.page-visited', url: '/t-shirts' }, { url: 'https://shop.example/de/t-shirts' }, false],
    [{ on: 'form.submitted', form: 'contact' }, { form: 'contact' }, true],
    [{ on: 'external.occurred', name: 'purchase' }, { name: 'purchase' }, true],
    [
      {
        on: 'external.occurred',
        name: 'purchase',
        where: { kind: 'event', property: 'amount', op: 'at-least', value: 50 },
      },
      { name: 'purchase', properties: { amount: 60 } },
      true,
    ],
    [
      {
        on: 'external.occurred',
        name: 'purchase',
        where: { kind: 'event', property: 'amount', op: 'at-least', value: 50 },
      },
      { name: 'purchase', properties: { amount: 40 } },
      false,
    ],
    [{ on: 'date.reached', at: '2026-12-24T09:00' }, { at: '2026-12-24T09:00' }, true],
    [{ on: 'manual.enrolled' }, {}, true],
  ])('%j with %j is %s', (pattern, properties, expected) => {
    expect(matches(pattern, properties)).toBe(expected);
  });

  it('does not match another type', () => {
    const tagged = { id: 'e', type: 'contact.tagged', at: '', properties: { list: 'news' } };
    expect(matchesEvent({ on: 'list.joined' }, tagged, facts)).toBe(false);
  });

  it('means this run in a run, this workflow in its trigger, and nothing elsewhere', () => {
    const pattern: EventPattern = { on: 'email.opened', message: 'thanks' };
    const opened = { workflow: 'welcome', step: 'thanks', run: 'r1' };
    expect(matches(pattern, opened, inRun)).toBe(true);
    expect(matches(pattern, { ...opened, run: 'r2' }, inRun)).toBe(false);
    expect(matches(pattern, { ...opened, run: 'r2' }, { ...facts, workflow: 'welcome' })).toBe(true);
    expect(matches(pattern, opened, facts)).toBe(false);
    expect(matches({ on: 'email.opened', message: 'welcome/thanks' }, opened, facts)).toBe(true);
  });

  it('says what its `where` needs to have read', () => {
    const where = { kind: 'event-occurred', type: 'form.submitted', within: '1 hour' } as const;
    expect(compileEvent({ on: 'contact.added', where }).needs).toEqual({
      types: ['form.submitted'],
      withinMs: 3_600_000,
    });
  });
});

describe('compileUrl', () => {
  it.each([
    ['https://Shop.example/a/', 'http://shop.example/A', true],
    ['shop.example/a', 'https://shop.example/a?x=1', true],
    ['shop.example/a?x=1', 'https://shop.example/a?x=1', true],
    ['shop.example/a?x=1', 'https://shop.example/a?x=2', false],
    ['shop.example/a?*', 'https://shop.example/a?x=2', true],
    ['shop.example/*/buy', 'https://shop.example/a/b/buy', true],
    ['shop.example/*/buy', 'https://shop.example/buy', false],
    ['*shirts*', 'https://shop.example/t-shirts/red', true],
    ['/', 'https://shop.example', true],
    ['/', 'https://shop.example/a', false],
    ['shop.example/#/cart', 'https://shop.example/#/cart', true],
    ['a*a', 'a', false],
    ['shop.example/a.b', 'https://shop.example/aXb', false],
  ])('%s on %s is %s', (pattern, url, expected) => {
    expect(compileUrl(pattern)(url)).toBe(expected);
  });
});

describe('properties', () => {
  it('lets nothing that was sent hide what the product says', () => {
    const event = { name: 'purchase', properties: { name: 'T-shirt', amount: 12 } };
    expect(propertyOf(event, 'name')).toBe('purchase');
    expect(propertyOf(event, 'amount')).toBe(12);
    expect(flatProperties(event)).toEqual({ name: 'purchase', amount: 12, properties: event.properties });
    expect(propertyOf({ form: 'x', fields: { email: 'a@b.c' } }, 'email')).toBe('a@b.c');
    expect(propertyOf({}, 'constructor')).toBeUndefined();
  });
});
