/** Signed links: only what we signed, for this purpose and this tenant, is read. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signerOf } from '../../functions/adapters/node/signer.ts';
import { linksOf, readToken, writeToken } from '../../functions/domain/message/token.ts';
import { tenant } from './home.ts';

const signer = signerOf(Buffer.alloc(32, 7));
const token = { tenant, run: 'ada.0123456789ab', turn: 3, url: 'https://acme.example/?q=ä&r=1' };

describe('a token', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), fc.webUrl(), (run, turn, url) => {
        const written = { tenant, run, turn, url };
        expect(readToken(signer, 'c', writeToken(signer, 'c', written))).toEqual(written);
      }),
    );
  });

  it('is worth nothing with any character changed, added or taken away', () => {
    const text = writeToken(signer, 'c', token);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom(...'aZ09_-.'), (at, character) => {
        fc.pre(text[at] !== character);
        const changed = `${text.slice(0, at)}${character}${text.slice(at + 1)}`;
        // The last character of base64url holds bits that decode to nothing.
        fc.pre(at < text.length - 1);
        expect(readToken(signer, 'c', changed)).toBeUndefined();
      }),
    );
    expect(readToken(signer, 'c', text.slice(0, -1))).toBeUndefined();
    expect(readToken(signer, 'c', `${text}A`)).toBeUndefined();
    expect(readToken(signer, 'c', `${text}.x`)).toBeUndefined();
  });

  it('serves one purpose, one tenant and one deployment', () => {
    const text = writeToken(signer, 'o', token);
    expect(readToken(signer, 'u', text)).toBeUndefined();
    expect(readToken(signer, 'o', text.replace('acme.', 'other.'))).toBeUndefined();
    expect(readToken(signerOf(Buffer.alloc(32, 8)), 'o', text)).toBeUndefined();
  });

  it('stands in links that need no escaping', () => {
    const links = linksOf(signer, 'https://mail.example', token);
    for (const link of [links.open, links.unsubscribe, links.click(token.url)]) {
      expect(link).toMatch(/^https:\/\/mail\.example\/t\/[ocu]\/[\w.-]+$/);
    }
    const long = `https://acme.example/${'x'.repeat(2000)}`;
    expect(links.click(long)).toBe(long);
  });
});

it('webhooks are signed with a secret of their own', () => {
  expect(signer.webhookSecret('acme')).toMatch(/^whsec_[\w-]{43}$/);
  expect(signer.webhookSecret('acme')).not.toBe(signer.webhookSecret('other'));
  expect(signer.signWebhook('acme', 'x')).not.toBe(
    Buffer.from(signer.sign('acme', 'x'), 'base64url').toString('hex'),
  );
});
