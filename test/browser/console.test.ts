/** The console as people use it, on a desktop and on a phone: every page, driven, against the real product with real runs. */
import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from './chromium.ts';
import { type Product, startProduct } from './product.ts';
import { seed } from './seed.ts';
import { type Visitor, visit } from './visitor.ts';

let browser: Browser;
let product: Product;
let ids: Readonly<Record<string, string>>;

beforeAll(async () => {
  browser = await openBrowser();
  product = await startProduct();
  ids = await seed(product);
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

describe.each([
  ['desktop', 1280, 860],
  ['phone', 390, 844],
] as const)('on a %s', (_name, width, height) => {
  let visitor: Visitor;

  beforeAll(async () => {
    visitor = await visit(browser, width, height);
    await visitor.page.goto(`${product.url}/#key=${product.key}`);
    await visitor.page.getByRole('heading', { name: 'Workflows', level: 1 }).waitFor();
  });

  afterAll(async () => {
    await visitor?.leave();
  });

  /** Opens an address of the console and waits for its heading. */
  async function open(path: string, heading: string): Promise<void> {
    await visitor.page.goto(product.url + path);
    await visitor.page.getByRole('heading', { name: heading, level: 1 }).waitFor();
  }

  it('lists the workflows with their state', async () => {
    const { page } = visitor;
    await open('/workflows', 'Workflows');
    const row = page.getByRole('row').filter({ hasText: 'A tour of the roastery' });
    await row.getByText('Started').waitFor();
    await row.locator('td[data-label="Left"]', { hasText: '3' }).waitFor();
    await page.getByText('On time').waitFor();
    expect(await visitor.overflow()).toBe(0);
  });

  it('draws the graph with live counts, and tells about a step', async () => {
    const { page } = visitor;
    await open('/workflows', 'Workflows');
    await page.getByRole('link', { name: 'A tour of the roastery' }).click();
    const regular = page.locator('[data-step="regular"]');
    await regular.locator('[data-count="passed"]', { hasText: '3' }).waitFor();
    await page.locator('.edge-label', { hasText: 'Otherwise' }).getByText('2').waitFor();
    expect(await page.locator('[data-total="entered"]').textContent()).toBe('3');
    expect(await visitor.overflow()).toBe(0);

    await page.locator('[data-step="text"]').press('Enter');
    const panel = page.getByRole('complementary', { name: 'Chosen step' });
    await panel.getByRole('heading', { name: 'Short invitation' }).waitFor();
    await panel.locator('div', { hasText: /^Skipped\s*1$/ }).waitFor();
    expect(await visitor.overflow()).toBe(0);
    await panel.getByRole('link', { name: 'Runs at this step' }).click();
    await page.waitForURL(/\/runs\?workflow=tour&step=text/);
  });

  it('counts on while the page is open', async () => {
    const { page } = visitor;
    await open('/workflows/welcome', 'Welcome to the newsletter');
    const here = page.locator('[data-step="pause"] [data-count="here"]');
    await here.waitFor();
    const before = Number(await here.textContent());
    await product.call('POST', '/v1/contacts', {
      email: `late-${width}@example.com`,
      consents: { email: 'in' },
      lists: { join: ['newsletter'] },
    });
    await page.locator('[data-step="pause"] [data-count="here"]', { hasText: String(before + 1) }).waitFor();
  });

  it('shows the steps as a table, the versions and the machine', async () => {
    const { page } = visitor;
    await open('/workflows/welcome', 'Welcome to the newsletter');
    await page.getByRole('button', { name: 'Steps' }).click();
    await page.getByRole('row').filter({ hasText: 'How a green bean becomes your morning' }).waitFor();
    expect(await visitor.overflow()).toBe(0);
    await page.getByRole('button', { name: 'Versions' }).click();
    await page.getByRole('link', { name: 'Version 1' }).waitFor();
    await page.getByRole('button', { name: 'State machine' }).click();
    await page.getByText('"QueryLanguage": "JSONata"').waitFor();
    expect(await visitor.overflow()).toBe(0);
  });

  it('narrows runs by workflow, step, state, contact and time', async () => {
    const { page } = visitor;
    await open('/runs', 'Runs');
    const rows = page.locator('tbody tr');
    await page.getByLabel('Workflow', { exact: true }).selectOption('welcome');
    await page.getByLabel('Step', { exact: true }).selectOption('pause');
    await page.getByLabel('State', { exact: true }).selectOption('waiting');
    await page.getByLabel('Contact', { exact: true }).fill('grace@example.com');
    await page.getByLabel('Contact', { exact: true }).press('Enter');
    await page.waitForURL(/contact=grace/);
    await expect.poll(() => rows.count()).toBe(1);
    await rows.first().getByText('Grace Hopper').waitFor();
    expect(await visitor.overflow()).toBe(0);
    await page.getByLabel('From').fill('2099-01-01T00:00');
    await page.getByText('No run matches').waitFor();
    await page.getByRole('button', { name: 'Clear' }).click();
    await expect.poll(() => rows.count()).toBeGreaterThan(4);
  });

  it('tells what happened in a run, and why something was skipped', async () => {
    const { page } = visitor;
    await open(`/runs?workflow=tour&contact=${ids.Radia}`, 'Runs');
    await page.getByRole('link', { name: 'Radia Perlman' }).click();
    await page.getByRole('heading', { name: 'Run of Radia Perlman' }).waitFor();
    const entries = page.locator('.timeline > li');
    await page.getByText('Came to the end').first().waitFor();
    expect(await entries.evaluateAll((all) => all.map((entry) => entry.getAttribute('data-did')))).toEqual([
      'entered',
      'decided',
      'skipped',
      'changed',
      'ended',
    ]);
    await entries.nth(1).getByText('Has the tag “regular”: no').waitFor();
    await entries
      .nth(2)
      .getByText(/opted out of sms/)
      .waitFor();
    const time = entries.nth(0).locator('time');
    expect(await time.textContent()).toMatch(/CES?T$/);
    expect(await time.getAttribute('title')).toMatch(/UTC$/);
    expect(await visitor.overflow()).toBe(0);
  });

  it('tells what comes next, and when', async () => {
    const { page } = visitor;
    await open(`/runs?workflow=welcome&contact=${ids.Ada}`, 'Runs');
    await page.getByRole('link', { name: 'Ada Lovelace' }).click();
    const next = page.locator('.next');
    await next.getByText('“Did they open it?”').waitFor();
    await next.getByText(/^In (23 hours|1 day), /).waitFor();
  });

  it('shows a mail as its recipient sees it, without counting the look', async () => {
    const { page } = visitor;
    await open('/outbox?channel=email', 'Outbox');
    await page.getByRole('link', { name: 'Ada, come and smell the roast' }).click();
    const document = await page.locator('iframe').getAttribute('srcdoc');
    expect(document).not.toMatch(/<script|href=|\/t\/o\//);
    const mail = page.frameLocator('iframe');
    await mail.getByRole('heading', { name: 'Come on Monday, Ada' }).waitFor();
    const colour = await mail.locator('h1').evaluate((heading) => getComputedStyle(heading).color);
    expect(colour).toBe('rgb(122, 46, 18)');
    await mail.getByText('Choose your hour').click();
    expect(await page.title()).toContain('Ada, come and smell the roast');
    expect(await visitor.overflow()).toBe(0);
    await page.getByRole('button', { name: 'Plain text' }).click();
    await page.getByText('Choose your hour (https://nordwind.example/tour)').waitFor();
    await page.getByRole('button', { name: 'Headers' }).click();
    await page.getByText('List-Unsubscribe=One-Click').waitFor();
    expect(visitor.tracked).toEqual([]);
    const id = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1) ?? '');
    const message = await product.call('GET', `/v1/messages/${id}`);
    expect(message.openedAt ?? message.machineOpenedAt ?? message.clickedAt).toBeUndefined();
  });

  it('shows an SMS as a bubble, with its parts', async () => {
    const { page } = visitor;
    await open('/outbox?channel=sms', 'Outbox');
    await page.getByRole('row').filter({ hasText: '+32470123457' }).getByRole('link').click();
    await page.getByText('we roast on Monday from nine, Grace').waitFor();
    await page.getByText(/1 part/).waitFor();
    expect(await visitor.overflow()).toBe(0);
  });

  it('finds a contact and shows the card', async () => {
    const { page } = visitor;
    await open('/contacts', 'Contacts');
    await page.getByLabel('E-mail address').fill('ada@example.com');
    await page.getByLabel('E-mail address').press('Enter');
    await page.getByRole('link', { name: 'Ada Lovelace' }).click();
    await page.getByText('invited').waitFor();
    await page.getByText('Was sent an e-mail').first().waitFor();
    expect(await visitor.overflow()).toBe(0);
  });

  it('exports the contacts to a file', async () => {
    const { page } = visitor;
    await open('/contacts', 'Contacts');
    await page.getByRole('button', { name: 'Export' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export of all contacts' });
    await dialog.getByText(/contacts are in the file/).waitFor();
    expect(await visitor.overflow()).toBe(0);
    const saved = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Save as CSV' }).click();
    const download = await saved;
    expect(download.suggestedFilename()).toBe('contacts.csv');
    expect(await readFile(await download.path(), 'utf8')).toContain('ada@example.com');
    await dialog.waitFor({ state: 'detached' });
  });

  it('lifts a suppression, after a question', async () => {
    const { page } = visitor;
    await product.call('PUT', `/v1/contacts/${ids.Barbara}/suppressions/email`, { reason: 'bounced: gone' });
    await open(`/contacts/${ids.Barbara}`, 'Barbara Liskov');
    const reason = page.locator('.bad', { hasText: 'bounced: gone' });
    await reason.waitFor();
    expect(await visitor.overflow()).toBe(0);
    await page.getByRole('button', { name: 'Lift' }).click();
    const question = page.getByRole('dialog', { name: 'Lift this suppression?' });
    await question.getByRole('button', { name: 'Lift' }).click();
    await reason.waitFor({ state: 'detached' });
    expect(await product.call('GET', `/v1/contacts/${ids.Barbara}`)).not.toHaveProperty('suppressed');
  });

  it('says what is wrong when something is not there, and offers to try again', async () => {
    const { page } = visitor;
    const before = visitor.errors.length;
    await page.goto(`${product.url}/workflows/nowhere`);
    const alert = page.getByRole('alert');
    await alert.getByRole('button', { name: 'Try again' }).waitFor();
    expect(await alert.textContent()).toMatch(/workflow/);
    // The browser itself writes a line for each 404.
    expect(visitor.errors.slice(before).every((error) => error.includes('404'))).toBe(true);
  });

  it('wrote no other error all the while', () => {
    expect(visitor.errors.filter((error) => !error.includes('404'))).toEqual([]);
  });
});
