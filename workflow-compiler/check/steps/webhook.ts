/** The address: a scheme that we call, and no host inside the network that the product runs in. */
import type { Finding } from '../../diagnostics/finding.ts';
import type { StepOf } from '../../language/step.ts';
import { privateHost } from '../hosts.ts';
import type { StepPlace } from '../step.ts';

export function webhook(
  { url, method, body }: StepOf<'webhook'>,
  { at, privateHosts }: StepPlace,
): readonly Finding[] {
  return [...address(url, `${at}/url`, privateHosts), ...bodiless(method, body, at)];
}

/** What begins with Liquid is known only at run time, and checked there; so is a host with Liquid in it. */
function address(url: string, at: string, privateHosts: readonly string[]): readonly Finding[] {
  if (/^\s*\{[{%]/.test(url)) return [];
  const host = /^https?:\/\/([^/?#]+)/i.exec(url.trim())?.[1];
  if (host === undefined)
    return [
      {
        code: 'STEP-05',
        at,
        detail: 'The address does not begin with `http://` or `https://` and a host.',
        hint: 'Write the whole address: `https://example.com/hook`.',
      },
    ];
  return !/\{[{%]/.test(host) && privateHost(host) && !allowed(url, host, privateHosts)
    ? [
        {
          code: 'STEP-05',
          at,
          detail: 'The host is a private, loopback or link-local address, which webhooks never call.',
          hint: 'Give a host that is reachable from the internet.',
        },
      ]
    : [];
}

function allowed(url: string, host: string, privateHosts: readonly string[]): boolean {
  const port = /^https:/i.test(url.trim()) ? 443 : 80;
  const whole = /:[0-9]+$/.test(host) ? host : `${host}:${port}`;
  return privateHosts.some((entry) => entry.toLowerCase() === whole.toLowerCase());
}

const bodiless = (method: string | undefined, body: unknown, at: string): readonly Finding[] =>
  body !== undefined && method === 'GET'
    ? [
        {
          code: 'STEP-11',
          at: `${at}/body`,
          detail: 'A `GET` has no body; it would not be sent.',
          hint: 'Use `POST`, or put the values into the address.',
        },
      ]
    : [];
