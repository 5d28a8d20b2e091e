/** Coming and going: keys good and bad, an empty tenant, a draft, starting and stopping. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { openBrowser } from './chromium.ts';
import { type Product, startProduct } from './product.ts';
import { type Visitor, visit } from './visitor.ts';

let browser: Browser;
let product: Product;
let visitor: Visitor;

beforeAll(async () => {
  browser = await openBrowser();
  product = await startProduct();
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

beforeEach(async () => {
  visitor = await visit(browser, 1280, 860);
});

afterEach(async () => {
  await visitor.leave();
});

async function enter(path = '/'): Promise<void> {
  await visitor.page.goto(`${product.url}${path}#key=${product.key}`);
}

it('takes the key out of the address at once, and keeps it for the tab', async () => {
  const { page } = visitor;
  await enter();
  await page.getByRole('heading', { name: 'Workflows', level: 1 }).waitFor();
  expect(page.url()).toBe(`${product.url}/`);
  await page.reload();
  await page.getByRole('heading', { name: 'Workflows', level: 1 }).waitFor();
});

it('says so when a key is wrong, and lets a right one in', async () => {
  const { page } = visitor;
  await page.goto(product.url);
  await page.getByLabel('API key').fill('sk_local_wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').getByText('This key is not accepted here').waitFor();
  await page.getByLabel('API key').fill(product.key);
  await page.getByLabel('API key').press('Enter');
  await page.getByRole('heading', { name: 'Workflows', level: 1 }).waitFor();
});

it('asks again when the key in the address is wrong', async () => {
  await visitor.page.goto(`${product.url}/runs#key=sk_local_wrong`);
  await visitor.page.getByText('This key is not accepted here').waitFor();
});

it('forgets the key when asked to', async () => {
  const { page } = visitor;
  await enter();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('API key').waitFor();
  await page.reload();
  await page.getByLabel('API key').waitFor();
});

it('says on every empty page what to do next', async () => {
  const { page } = visitor;
  await enter();
  await page.getByText('npx sojourn publish').waitFor();
  await page.getByRole('link', { name: 'Runs' }).click();
  await page.getByText('No runs yet').waitFor();
  await page.getByRole('link', { name: 'Outbox' }).click();
  await page.getByText('No messages yet').waitFor();
  await page.getByRole('link', { name: 'Contacts' }).click();
  await page.getByText('npx sojourn import').waitFor();
  expect(visitor.errors).toEqual([]);
});

it('can be walked by the keyboard alone', async () => {
  const { page } = visitor;
  await enter();
  await page.getByRole('heading', { name: 'Workflows', level: 1 }).waitFor();
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the page');
  for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
});

it('publishes a draft, stops it and starts it again, asking each time', async () => {
  const { page } = visitor;
  const draft = [
    'language: 1',
    'name: hello',
    'title: Hello',
    'triggers: [{ on: contact.added }]',
    'start: hi',
    'steps:',
    '  hi: { kind: add-tag, tag: greeted, next: end }',
  ].join('\n');
  await product.putYaml('/v1/workflows/hello', draft);
  await enter('/workflows/hello');
  await page.locator('[data-step="hi"]').waitFor();
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish and start' }).click();
  await page.locator('[data-step="hi"] [data-count="here"]').waitFor();

  await page.getByRole('button', { name: 'Stop' }).click();
  const dialog = page.getByRole('dialog', { name: 'Stop this workflow?' });
  await dialog.getByText('exit').click();
  await dialog.getByRole('button', { name: 'Stop' }).click();
  await page.getByText('Stopped').waitFor();
  expect((await product.call('GET', '/v1/workflows/hello')).afterStop).toBe('exit');

  await page.getByRole('button', { name: 'Start' }).click();
  await page.keyboard.press('Escape');
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  expect((await product.call('GET', '/v1/workflows/hello')).state).toBe('stopped');
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click();
  await page.getByText('Started').waitFor();
});

it('shows the findings when a draft cannot be published', async () => {
  const { page } = visitor;
  const draft = [
    'language: 1',
    'name: broken',
    'triggers: [{ on: contact.added }]',
    'start: hi',
    'steps:',
    '  hi: { kind: add-tag, tag: greeted, next: hallo }',
  ].join('\n');
  await product.putYaml('/v1/workflows/broken', draft);
  await enter('/workflows/broken');
  const note = page.getByText('It cannot be published yet').locator('..');
  await note.getByText('/steps/hi/next').waitFor();
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish and start' }).click();
  const alert = page.getByRole('dialog').getByRole('alert');
  await alert.waitFor();
  expect(await alert.textContent()).toContain('/steps/hi/next');
});
