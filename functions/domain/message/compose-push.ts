/**
 * From a step and a contact to the push message that leaves. A link to the web is tracked as those of mail are. A link that opens
 * the app is not, since nothing of ours stands in between: the app reports it, as it may report that the message came, at the
 * addresses that the message brings along.
 */
import type { StepOf } from '../../../workflow-compiler/language/step.ts';
import type { PushMessage } from '../../ports/channel.ts';
import { render, type Scope } from './render.ts';
import type { Links } from './token.ts';

type Content = Pick<PushMessage, 'title' | 'body' | 'link' | 'data'>;
type Composed =
  | { readonly ok: true; readonly content: Content }
  | { readonly ok: false; readonly reason: string };

/** The services take 4 KB, with what they add themselves. */
const BYTES = 3584;

/** Asked for with `GET` by the app: when the message came, and when it was tapped. */
export const REPORTS = { received: 'sojourn_received', tapped: 'sojourn_tapped' } as const;

/** @example composePush(step, scope, links) // { ok: true, content: { title, body, link, data } } */
export function composePush(step: StepOf<'send-push'>, scope: Scope, links: Links): Composed {
  const texts: { [field: string]: string } = {};
  const templates = [
    ['title', 'line', step.title],
    ['body', 'text', step.body],
    ['link', 'line', step.link ?? ''],
    ...Object.entries(step.data ?? {}).map(([name, value]) => [`data/${name}`, 'text', value] as const),
  ] as const;
  for (const [field, form, template] of templates) {
    const rendered = render(form, template, scope);
    if (!rendered.ok) return { ok: false, reason: `${field}: ${rendered.reason}` };
    texts[field] = rendered.text.trim();
  }
  const { title = '', body = '', link = '' } = texts;
  if (title === '') return { ok: false, reason: 'the title is empty' };
  if (body === '') return { ok: false, reason: 'the body is empty' };
  const opened = openedBy(link, links);
  if (!opened.ok) return opened;
  const own = Object.keys(step.data ?? {}).map((name) => [name, texts[`data/${name}`] ?? ''] as const);
  const content: Content = {
    title,
    body,
    ...(opened.link === undefined ? {} : { link: opened.link }),
    data: {
      ...Object.fromEntries(own),
      [REPORTS.received]: links.received(),
      ...(opened.tapped === undefined ? {} : { [REPORTS.tapped]: opened.tapped }),
    },
  };
  const bytes = Buffer.byteLength(JSON.stringify(content));
  if (bytes > BYTES) {
    return { ok: false, reason: `the push message has ${bytes} bytes; at most ${BYTES} are delivered` };
  }
  return { ok: true, content };
}

type Opened =
  | { readonly ok: true; readonly link?: string; readonly tapped?: string }
  | { readonly ok: false; readonly reason: string };

function openedBy(link: string, links: Links): Opened {
  if (link === '') return { ok: true, tapped: links.tapped() };
  if (/^https?:/i.test(link) && URL.canParse(link)) return { ok: true, link: links.click(link) };
  if (!/^[a-z][a-z0-9+.-]*:/i.test(link) || /^(https?|javascript|data|file):/i.test(link)) {
    return { ok: false, reason: `the link \`${link.slice(0, 100)}\` cannot be opened` };
  }
  return { ok: true, link, tapped: links.tapped(link) };
}
