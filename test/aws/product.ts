/** The deployed product with a tenant of the test's own, and its API as the tenant's key sees it. */
import { CreateEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import { expect } from 'vitest';
import { ses } from '../../functions/adapters/aws/clients.ts';
import { type Deployment, deploy } from './deployment.ts';
import { emulator } from './emulator.ts';

export type Fields = { readonly [field: string]: unknown };
/** Throws what the API refuses. */
export type Ask = (method: string, path: string, body?: object | string, headers?: object) => Promise<Fields>;
export type Product = { readonly deployment: Deployment; readonly key: string; readonly ask: Ask };

export const askingAs =
  (deployment: Deployment, key: string): Ask =>
  async (method, path, body, headers) => {
    const answer = await deployment.call(key, method, path, body, headers);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
    return JSON.parse(answer.body);
  };

/** Deploys where nothing is deployed yet; the tenant may write from `hello@example.com`. */
export async function productOf(tenant: string): Promise<Product> {
  const deployment = await deploy();
  const key = await deployment.firstKey(tenant, 'hello@example.com');
  await ses(emulator()).send(new CreateEmailIdentityCommand({ EmailIdentity: 'example.com' }));
  return { deployment, key, ask: askingAs(deployment, key) };
}

/** What a function's schedule does. */
export async function invoke(name: string): Promise<void> {
  const path = `/2015-03-31/functions/${name}/invocations`;
  const answer = await fetch(`${emulator().endpoint}${path}`, { method: 'POST', body: '{}' });
  expect([answer.status, answer.headers.get('x-amz-function-error')]).toEqual([200, null]);
}

/** Who joins the newsletter is written to, and waits for an order. */
export const awaitingOrder = (name: string): string => `
language: 1
name: ${name}
triggers: [{ on: list.joined, list: newsletter }]
start: thanks
steps:
  thanks: { kind: send-email, subject: "Hi {{ contact.firstName }}", text: "Welcome", next: order }
  order:
    kind: wait-for-event
    paths: [{ id: bought, event: { on: external.occurred, name: order }, next: buyer }]
    timeout: { after: 2 days, next: idle }
  buyer: { kind: add-tag, tag: buyer, next: end }
  idle: { kind: add-tag, tag: idle, next: end }
`;
