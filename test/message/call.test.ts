/** Webhooks: what is called, what each answer means for the run, and that no value breaks out of its place. */
import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { createOutbound } from '../../functions/adapters/node/outbound.ts';
import { create } from '../../functions/handlers/call.ts';
import type { Outbound, OutboundAnswer, OutboundRequest } from '../../functions/ports/outbound.ts';
import type { StepOf } from '../../workflow-compiler/language/step.ts';
import { type Home, openHome, RUN, START, tenant } from './home.ts';

const homes: Home[] = [];
afterEach(async () => {
  for (const home of homes.splice(0)) await home.close();
});

/** The other side of the port: answers in turn (200 when nothing is left) and remembers what it was asked. */
function system(...answers: readonly OutboundAnswer[]): Outbound & { readonly asked: OutboundRequest[] } {
  const asked: OutboundRequest[] = [];
  return {
    asked,
    async call(request) {
      asked.push(request);
      return answers[asked.length - 1] ?? { outcome: 'answered', status: 200, body: '{"ok":true}' };
    },
  };
}

const answered = (status: number, body = ''): OutboundAnswer => ({ outcome: 'answered', status, body });

async function calling(step: Partial<StepOf<'webhook'>>, outbound: Outbound) {
  const home = await openHome({ ports: { outbound } });
  homes.push(home);
  const request = await home.at({ kind: 'webhook', url: 'https://hooks.example/in', next: 'end', ...step });
  return { home, call: () => create(home.deps)(request) };
}

const failure = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : ''),
  );

describe('a call', () => {
  it('without a body sends a summary, signed, with a key that stays the same', async () => {
    const outbound = system();
    const { home, call } = await calling({}, outbound);
    const cursor = await call();
    expect(cursor).toMatchObject({ turn: 1 });
    expect(await call()).toEqual(cursor);
    expect(outbound.asked).toHaveLength(1);
    const [asked] = outbound.asked;
    expect(asked).toMatchObject({ method: 'POST', url: 'https://hooks.example/in', timeoutMs: 20_000 });
    expect(JSON.parse(asked?.body ?? '')).toMatchObject({
      workflow: 'welcome',
      version: 1,
      step: 'mail',
      run: RUN,
      contact: { id: 'ada', email: 'ada@example.com', firstName: 'Ada', lastName: null, tags: [], score: 0 },
      event: null,
    });
    const { 'Sojourn-Signature': signature = '', ...headers } = asked?.headers ?? {};
    expect(headers).toEqual({
      'Content-Type': 'application/json',
      'Idempotency-Key': `${RUN}.0`,
      'User-Agent': 'Sojourn',
    });
    // What a receiver does with the secret of the tenant.
    const secret = home.deps.signer.webhookSecret(tenant);
    const mac = createHmac('sha256', secret)
      .update(`${START / 1000}.${asked?.body}`)
      .digest('hex');
    expect(signature).toBe(`t=${START / 1000},v1=${mac}`);
    expect((await home.run()).history).toMatchObject([{ did: 'called', why: 'answered 200: {"ok":true}' }]);
  });

  it('renders strings inside the parsed body, so that a value cannot break out', async () => {
    const outbound = system();
    const { home, call } = await calling(
      {
        method: 'PUT',
        url: 'https://hooks.example/{{ contact.id }}?name={{ contact.firstName | url_encode }}',
        headers: {
          'X-Name': '{{ contact.firstName | upcase }}',
          'content-type': 'application/vnd.acme+json',
        },
        body: {
          name: '{{ contact.firstName }}',
          list: ['{{ contact.tags | join: "," }}', 1, true, null],
          '{{ key }}': { deep: 'x' },
        },
      },
      outbound,
    );
    await home.change({ do: 'set', detail: 'firstName', value: 'A","admin":true,"x":"&b=c' });
    await call();
    const [asked] = outbound.asked;
    expect(asked?.method).toBe('PUT');
    expect(asked?.url).toBe(
      'https://hooks.example/ada?name=A%22%2C%22admin%22%3Atrue%2C%22x%22%3A%22%26b%3Dc',
    );
    expect(JSON.parse(asked?.body ?? '')).toEqual({
      name: 'A","admin":true,"x":"&b=c',
      list: ['', 1, true, null],
      '{{ key }}': { deep: 'x' },
    });
    expect(asked?.headers).toMatchObject({
      'X-Name': 'A","ADMIN":TRUE,"X":"&B=C',
      'content-type': 'application/vnd.acme+json',
    });
    expect(asked?.headers).not.toHaveProperty('Content-Type');
  });

  it.each(['GET', 'DELETE'] as const)('%s has no body', async (method) => {
    const outbound = system();
    await (await calling({ method, body: { a: 1 } }, outbound)).call();
    expect(outbound.asked[0]).not.toHaveProperty('body');
  });
});

describe('an answer', () => {
  it.each<[OutboundAnswer, string]>([
    [answered(204), 'none'],
    [answered(400, 'no such lead'), 'Rejected: answered 400: no such lead'],
    [answered(404), 'Rejected: answered 404'],
    [answered(301), 'Rejected: answered 301; redirects are not followed'],
    [
      { outcome: 'refused', reason: '`10.0.0.1` is not a public address' },
      'Rejected: the call was refused: `10.0.0.1` is not a public address',
    ],
    [answered(429, 'slow down'), 'Throttled: answered 429: slow down'],
    [answered(503), 'Throttled: answered 503'],
    [answered(500), 'Transient: answered 500'],
    [
      { outcome: 'failed', reason: 'no complete answer within 20 s' },
      'Transient: no complete answer within 20 s',
    ],
  ])('%j: %s', async (answer, expected) => {
    const outbound = system(answer);
    const { home, call } = await calling({}, outbound);
    expect(await failure(call())).toBe(expected);
    const settled = !/^(Throttled|Transient)/.test(expected);
    expect((await home.run()).turn).toBe(settled ? 1 : 0);
    expect(await failure(call())).toBe(settled ? expected : 'none');
    expect(outbound.asked).toHaveLength(settled ? 1 : 2);
    if (!settled)
      expect(outbound.asked[1]?.headers['Idempotency-Key']).toBe(
        outbound.asked[0]?.headers['Idempotency-Key'],
      );
  });

  it('is noted, but not more than 2 KB of it', async () => {
    const { home, call } = await calling({}, system(answered(200, 'x'.repeat(10_000))));
    await call();
    expect((await home.run()).history[0]?.why).toBe(`answered 200: ${'x'.repeat(2048)}`);
  });
});

describe('what can never be called', () => {
  it.each<[string, Partial<StepOf<'webhook'>>, RegExp]>([
    [
      'a private address',
      { url: 'http://169.254.169.254/latest' },
      /refused: `169.254.169.254` is not a public address/,
    ],
    [
      'a local name',
      { url: 'http://localhost:4400/v1/contacts' },
      /refused: `localhost` leads to `.+`, which is not a public address/,
    ],
    [
      'an address from a contact',
      { url: 'http://{{ contact.details.host }}/' },
      /refused: `127.0.0.1` is not a public address/,
    ],
    ['no URL', { url: '{{ contact.nothing }}' }, /refused: it is not a URL/],
    ['a scheme of its own', { url: 'file:///etc/passwd' }, /scheme `file` is not http or https/],
    [
      'a header with a line break',
      { headers: { 'X-A': 'a\r\nX-B: c' } },
      /header `X-A` would hold a line break/,
    ],
    [
      'a header from a contact',
      { headers: { 'X-A': '{{ contact.details.note }}' } },
      /header `X-A` would hold a line break/,
    ],
    ['a header of ours', { headers: { Host: 'internal' } }, /header `Host` cannot be set/],
    ['a signature of its own', { headers: { 'sojourn-signature': 'x' } }, /cannot be set/],
    [
      'a template that loops',
      { body: { a: '{% for i in (1..1000000000) %}{% endfor %}' } },
      /body: the template needs too much memory/,
    ],
    [
      'an endless body',
      { body: { a: '{% for i in (1..5000) %}{{ contact.details.long }}{% endfor %}' } },
      /body/,
    ],
  ])('%s', async (_name, step, reason) => {
    const { home, call } = await calling(step, createOutbound());
    await home.change(
      { do: 'set', detail: 'host', value: '127.0.0.1' },
      { do: 'set', detail: 'note', value: 'a\r\nX-Admin: 1' },
      { do: 'set', detail: 'long', value: 'x'.repeat(900) },
    );
    for (let told = 0; told < 2; told += 1) {
      const said = await failure(call());
      expect(said).toMatch(/^Rejected: /);
      expect(said).toMatch(reason);
    }
    expect((await home.run()).history).toMatchObject([{ did: 'rejected' }]);
  });
});
