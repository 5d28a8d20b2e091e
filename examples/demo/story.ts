/**
 * The story: five workflows published, a few thousand people imported, who then open, click and buy, until everybody has
 * left. A day is a few seconds here, an hour or a week two: the waits of the examples are shortened before they are published.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, type Api, connect, inner, number, text } from './api.ts';
import { HEADINGS, type Person, people, seeded } from './people.ts';

const WORKFLOWS = ['welcome', 'letters', 'lead-scoring', 'qualified-lead', 'page-visit'] as const;

export type StoryOptions = {
  readonly url: string;
  readonly key: string;
  readonly contacts: number;
  readonly seed: number;
  /** How long a day of the examples takes, in seconds. */
  readonly daySeconds: number;
  /** How long an hour or a week takes. */
  readonly otherSeconds: number;
  readonly progress: (line: string) => void;
};

export type Told = {
  /** By workflow: its report, and its steps in the order of its definition. */
  readonly reports: ReadonlyMap<string, Answer>;
  readonly steps: ReadonlyMap<string, readonly string[]>;
  readonly deeds: Deeds;
};
/** What people did; `opensOf` counts the mails that each address opened. */
type Deeds = { opens: number; clicks: number; purchases: number; readonly opensOf: Map<string, number> };

/** An example's text with its waits shortened. */
const shortened = (name: string, { daySeconds, otherSeconds }: StoryOptions): string =>
  readFileSync(join(import.meta.dirname, '..', `${name}.yaml`), 'utf8').replace(
    /\b(for|after): [0-9]+ (hour|day|week)s?$/gm,
    (_, field: string, unit: string) => `${field}: ${unit === 'day' ? daySeconds : otherSeconds} seconds`,
  );

async function importPeople(
  api: Api,
  crowd: readonly Person[],
  progress: StoryOptions['progress'],
): Promise<void> {
  const csv = `${[HEADINGS, ...crowd.map((person) => person.csv)].join('\n')}\n`;
  const started = await api.call(
    'POST',
    '/v1/imports?format=csv&list=newsletter&consent=email:in,sms:in',
    csv,
    'text/csv',
  );
  for (;;) {
    const job = await api.call('GET', `/v1/imports/${text(started, 'id')}`);
    progress(`importing    ${number(job, 'rows')} rows, ${number(job, 'refused')} refused`);
    if (text(job, 'state') === 'failed') throw new Error('the import failed');
    if (text(job, 'state') === 'done') return;
    await pause(100);
  }
}

/** What one person does with one mail that has arrived. */
async function react(
  api: Api,
  person: Person,
  message: Answer,
  random: () => number,
  deeds: Deeds,
): Promise<void> {
  if (random() >= person.opens) return;
  const mail = await api.call('GET', `/v1/messages/${encodeURIComponent(text(message, 'id'))}`);
  const html = text(inner(mail, 'body'), 'html');
  const pixel = /<img[^>]+src="([^"]+\/t\/o\/[^"]+)"/.exec(html)?.[1];
  if (pixel === undefined) return;
  await (await fetch(pixel)).arrayBuffer();
  deeds.opens += 1;
  deeds.opensOf.set(person.email, (deeds.opensOf.get(person.email) ?? 0) + 1);
  if (random() >= person.clicks) return;
  const link = /href="([^"]+\/t\/c\/[^"]+)"/.exec(html)?.[1];
  if (link === undefined) return;
  await (await fetch(link, { redirect: 'manual' })).arrayBuffer();
  deeds.clicks += 1;
  const contact = { email: person.email };
  await api.call('POST', '/v1/events', {
    type: 'web.page-visited',
    contact,
    properties: { url: 'https://nordwind.example/t-shirts/waves' },
  });
  if (random() >= person.buys) return;
  await api.call('POST', '/v1/events', {
    type: 'external.occurred',
    contact,
    properties: { name: 'order', amount: Math.round(random() * 9000) / 100 },
  });
  deeds.purchases += 1;
}

/** Messages that were not there at the last look, newest pages first. */
async function arrivals(api: Api, workflow: string, seen: Set<string>): Promise<readonly Answer[]> {
  const fresh: Answer[] = [];
  for await (const page of api.pages(`/v1/messages?workflow=${workflow}&channel=email&limit=200`)) {
    const unseen = page.filter(
      (message) => !seen.has(text(message, 'id')) && text(message, 'state') === 'sent',
    );
    for (const message of unseen) seen.add(text(message, 'id'));
    fresh.push(...unseen);
    if (unseen.length < page.length) break;
  }
  return fresh;
}

/** At most `lanes` at once, in order. */
async function inLanes<T>(lanes: number, work: readonly T[], one: (item: T) => Promise<void>): Promise<void> {
  const queue = work.values();
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (const item of queue) await one(item);
    }),
  );
}

export async function tellStory(options: StoryOptions): Promise<Told> {
  const api = connect(options.url, options.key);
  const { progress } = options;
  const steps = new Map<string, readonly string[]>();
  for (const name of WORKFLOWS) {
    await api.call('PUT', `/v1/workflows/${name}`, shortened(name, options), 'text/yaml');
    const published = await api.call('POST', `/v1/workflows/${name}/publish`, { start: true });
    const version = number(published, 'version');
    const pinned = await api.call('GET', `/v1/workflows/${name}/versions/${version}`);
    steps.set(name, Object.keys(inner(inner(pinned, 'definition'), 'steps')));
    progress(`published    ${name} version ${version}`);
  }

  const crowd = people(options.contacts, options.seed);
  const byEmail = new Map(crowd.map((person) => [person.email, person]));
  await importPeople(api, crowd, progress);

  const random = seeded(options.seed + 1);
  const deeds: Deeds = { opens: 0, clicks: 0, purchases: 0, opensOf: new Map() };
  const seen = new Set<string>();
  for (;;) {
    const fresh = (
      await Promise.all(['welcome', 'letters', 'page-visit'].map((name) => arrivals(api, name, seen)))
    ).flat();
    await inLanes(16, fresh, async (message) => {
      const person = byEmail.get(text(message, 'to'));
      if (person !== undefined) await react(api, person, message, random, deeds);
    });
    const reports = new Map<string, Answer>();
    for (const name of WORKFLOWS) reports.set(name, await api.call('GET', `/v1/workflows/${name}/report`));
    const welcome = reports.get('welcome');
    const inside = [...reports.values()].reduce((sum, report) => sum + number(report, 'inside'), 0);
    progress(
      `under way    ${number(welcome, 'entered')} welcomed, ${inside} inside, ${seen.size} mails, ` +
        `${deeds.opens} opens, ${deeds.clicks} clicks, ${deeds.purchases} purchases`,
    );
    if (number(welcome, 'entered') >= options.contacts && inside === 0 && fresh.length === 0)
      return { reports, steps, deeds };
    await pause(fresh.length === 0 ? 250 : 20);
  }
}
