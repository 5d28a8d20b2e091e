/** What docs/messages.md tells receivers of webhooks to do is what they need. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { create } from '../../functions/handlers/call.ts';
import type { OutboundRequest } from '../../functions/ports/outbound.ts';
import { openHome, START, tenant } from './home.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/messages.md'), 'utf8');

describe('the check of a signature', () => {
  it('accepts what we send, and nothing that was changed or is old', async () => {
    const code = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    const { isOurs } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
    const asked: OutboundRequest[] = [];
    const home = await openHome({
      ports: {
        outbound: {
          async call(request) {
            asked.push(request);
            return { outcome: 'answered', status: 200, body: '' };
          },
        },
      },
    });
    await create(home.deps)(await home.at({ kind: 'webhook', url: 'https://hooks.example/', next: 'end' }));
    const secret = home.deps.signer.webhookSecret(tenant);
    await home.close();
    const header = asked[0]?.headers['Sojourn-Signature'];
    const body = asked[0]?.body ?? '';
    const now = START / 1000;
    expect(isOurs(secret, header, body, now)).toBe(true);
    expect(isOurs(secret, header, `${body} `, now)).toBe(false);
    expect(isOurs(`${secret}x`, header, body, now)).toBe(false);
    expect(isOurs(secret, header, body, now + 301)).toBe(false);
    expect(isOurs(secret, 'nonsense', body, now)).toBe(false);
  });
});

it('every code that publishing adds is on the page', () => {
  const source = readFileSync(join(import.meta.dirname, '../../functions/domain/message/mjml.ts'), 'utf8');
  const codes = [...source.matchAll(/code: '(MSG-\d+)'/g)].map(([, code]) => code);
  expect(codes).toHaveLength(3);
  for (const code of codes) expect(page).toContain(`| ${code} |`);
});
