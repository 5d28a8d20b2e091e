/**
 * Reads a rendered HTML body once: where its links and its body begin and end, and what it says as plain text. What is done
 * with that is for `compose.ts`.
 */
import { Parser } from 'htmlparser2';

/** An opening tag with a link; `start` and `end` delimit the tag in the text, `end` exclusive. */
export type Link = {
  readonly tag: string;
  readonly start: number;
  readonly end: number;
  readonly href: string;
  readonly attributes: { readonly [name: string]: string };
};

export type HtmlReading = {
  readonly links: readonly Link[];
  /** Just behind `<body …>`; 0 without one. */
  readonly bodyStart: number;
  /** Just before `</body>`, or the end. */
  readonly bodyEnd: number;
  readonly text: string;
};

const SILENT = new Set(['head', 'style', 'script', 'title', 'template']);
const BLOCK = new Set([
  ...[
    'address',
    'article',
    'aside',
    'blockquote',
    'body',
    'center',
    'div',
    'dl',
    'dd',
    'dt',
    'footer',
    'form',
  ],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'header', 'hr', 'main', 'ol', 'section', 'table', 'tr', 'ul', 'li'],
]);
const PARAGRAPH = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'ul', 'ol', 'table']);
const HIDDEN = /display\s*:\s*none|mso-hide\s*:\s*all/i;

export function readHtml(html: string): HtmlReading {
  const links: Link[] = [];
  const out = textWriter();
  let bodyStart = 0;
  let bodyEnd = html.length;
  let depth = 0;
  let silentFrom: number | undefined;
  const anchors: { readonly href: string; readonly from: number }[] = [];

  const parser = new Parser({
    onopentag(name, attributes) {
      depth += 1;
      const { href } = attributes;
      if ((name === 'a' || name === 'area') && href !== undefined) {
        links.push({ tag: name, start: parser.startIndex, end: parser.endIndex + 1, href, attributes });
      }
      if (name === 'body') bodyStart = parser.endIndex + 1;
      if (silentFrom !== undefined) return;
      if (SILENT.has(name) || HIDDEN.test(attributes.style ?? '')) silentFrom = depth;
      else if (name === 'br') out.breakLine(1);
      else if (name === 'img') out.add(attributes.alt ?? '');
      else if (name === 'li') out.item();
      else if (BLOCK.has(name) || name === 'p') out.breakLine(PARAGRAPH.has(name) ? 2 : 1);
      if (name === 'a') anchors.push({ href: href ?? '', from: out.length() });
    },
    ontext(text) {
      if (silentFrom === undefined) out.add(text);
    },
    onclosetag(name, implied) {
      if (name === 'body' && !implied) bodyEnd = parser.startIndex;
      if (silentFrom === depth) silentFrom = undefined;
      else if (silentFrom === undefined) {
        if (name === 'a') out.link(anchors.pop());
        if (name === 'td' || name === 'th') out.add(' ');
        if (BLOCK.has(name) || name === 'p') out.breakLine(PARAGRAPH.has(name) ? 2 : 1);
      }
      depth -= 1;
    },
  });
  parser.write(html);
  parser.end();
  return { links, bodyStart, bodyEnd, text: out.end() };
}

/** Collapses white space as a browser does, and says links behind their text. Breaks and spaces wait until text follows. */
function textWriter() {
  let text = '';
  let breaks = 0;
  let space = false;

  const put = (piece: string): void => {
    if (text !== '') text += breaks > 0 ? '\n'.repeat(breaks) : space ? ' ' : '';
    text += piece;
    breaks = 0;
    space = false;
  };
  const add = (piece: string): void => {
    const flat = piece.replace(/(?:\s|\u200c|\u034f|\u00ad)+/g, ' ');
    const said = flat.trim();
    if (flat.startsWith(' ') || said === '') space ||= flat !== '';
    if (said === '') return;
    put(said);
    space = flat.endsWith(' ');
  };
  return {
    add,
    breakLine(lines: 1 | 2): void {
      breaks = Math.max(breaks, lines);
      space = false;
    },
    item(): void {
      breaks = Math.max(breaks, 1);
      put('-');
      space = true;
    },
    length: (): number => text.length,
    link(anchor: { readonly href: string; readonly from: number } | undefined): void {
      if (anchor === undefined || !/^(https?|mailto|tel):/i.test(anchor.href)) return;
      const said = text.slice(anchor.from).trim();
      const bare = anchor.href.replace(/^(mailto|tel):/i, '');
      if (said === '') add(bare);
      else if (said !== anchor.href && said !== bare) text += ` (${bare})`;
    },
    end: (): string => text,
  };
}

const ESCAPES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

const URL_IN_TEXT = /https?:\/\/[^\s<>"]*[^\s<>".,;:!?')\]]/g;

/** A plain body as simple HTML, so that mail written as text can be opened and clicked too. */
export function htmlFromText(text: string): string {
  const paragraphs = text
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => `<p>${linked(paragraph).replaceAll('\n', '<br>\n')}</p>`);
  return `<!doctype html>\n<html><body style="font-family:sans-serif">\n${paragraphs.join('\n')}\n</body></html>`;
}

function linked(text: string): string {
  let html = '';
  let from = 0;
  for (const match of text.matchAll(URL_IN_TEXT)) {
    const url = escapeHtml(match[0]);
    html += `${escapeHtml(text.slice(from, match.index))}<a href="${url}">${url}</a>`;
    from = match.index + match[0].length;
  }
  return html + escapeHtml(text.slice(from));
}
