/**
 * Liquid, with its limits set: a tenant's template can neither loop for long, nor fill the memory, nor read files, nor reach
 * the prototypes of what it is given. `{% %}` means Liquid here and nothing else; machines never see this text.
 * An unknown variable renders empty, an unknown filter or tag is a mistake in the template.
 */
import { Context, filters, Liquid, type LiquidOptions, type Template, toValueSync } from 'liquidjs';

/** How long one template may render, and how large it may get. */
const RENDER_MS = 1000;
const PARSE_CHARACTERS = 400_000;
const MEMORY = 10_000_000;
const OUTPUT_CHARACTERS = 2_000_000;

/** `html`: values are escaped unless `| raw`. `text`: they are not. `line`: text on one line, for subjects and headers. */
export type Form = 'html' | 'text' | 'line';

/** What templates may name; see `context.ts`. `now` is ISO 8601 and answers `'now' | date`. */
export type Scope = { readonly now: string; readonly [name: string]: unknown };

export type Rendered =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: string };

const options: LiquidOptions = {
  ownPropertyOnly: true,
  strictFilters: true,
  strictVariables: false,
  parseLimit: PARSE_CHARACTERS,
  renderLimit: RENDER_MS,
  memoryLimit: MEMORY,
  timezoneOffset: 0,
  locale: 'en-US',
  templates: {},
};

/** Tags that read other templates: there are none. */
const FILE_TAGS = ['include', 'render', 'layout', 'block'];
const DATE_FILTERS = [
  'date',
  'date_to_xmlschema',
  'date_to_rfc822',
  'date_to_string',
  'date_to_long_string',
] as const;

type Handler = Extract<Parameters<Liquid['registerFilter']>[1], (...args: never[]) => unknown>;

/** One of liquidjs's own filters, of which some come as a function and some with options. */
function original(name: string): Handler {
  const filter = filters[name];
  if (filter === undefined) throw new Error(`liquidjs has no filter ${name}`);
  return typeof filter === 'function' ? filter : filter.handler;
}

function engine(html: boolean): Liquid {
  const liquid = new Liquid(html ? { ...options, outputEscape: 'escape' } : options);
  for (const tag of FILE_TAGS) delete liquid.tags[tag];
  for (const name of DATE_FILTERS) {
    const date = original(name);
    liquid.registerFilter(name, function now(value: unknown, ...args: readonly unknown[]) {
      const moment = value === 'now' || value === 'today' ? this.context.getSync(['now']) : value;
      return date.call(this, moment, ...args);
    });
  }
  if (!html) return liquid;
  // What escapes by itself is not escaped a second time.
  const escaped = original('escape');
  const breaks = original('newline_to_br');
  for (const name of ['escape', 'escape_once', 'xml_escape'] as const) {
    liquid.registerFilter(name, { raw: true, handler: original(name) });
  }
  liquid.registerFilter('newline_to_br', {
    raw: true,
    handler(value: unknown) {
      return breaks.call(this, escaped.call(this, value));
    },
  });
  return liquid;
}

let forHtml: Liquid | undefined;
let forText: Liquid | undefined;

/** Made when the first template comes: most functions that may render never do. */
function engineFor(form: Form): Liquid {
  if (form === 'html') {
    forHtml ??= engine(true);
    return forHtml;
  }
  forText ??= engine(false);
  return forText;
}

const CAPACITY = 500;
const parsed = new Map<string, readonly Template[]>();

function parse(form: Form, template: string): readonly Template[] {
  const liquid = engineFor(form);
  const name = `${form === 'html' ? 'h' : 't'}${template}`;
  const known = parsed.get(name);
  if (known !== undefined) return known;
  const templates = liquid.parse(template);
  if (parsed.size >= CAPACITY) parsed.clear();
  parsed.set(name, templates);
  return templates;
}

/** Why a template can never be rendered, or `undefined`. */
export function templateProblem(template: string): string | undefined {
  try {
    engineFor('text').parse(template);
    return undefined;
  } catch (error) {
    return said(error);
  }
}

/**
 * Renders one template. Never throws for a template's mistake: the reason says what is wrong and where.
 *
 * @example render('html', 'Hello {{ contact.firstName }}', { now, contact: { firstName: '<b>' } }) // Hello &lt;b&gt;
 */
export function render(form: Form, template: string, scope: Scope): Rendered {
  if (!template.includes('{')) return { ok: true, text: form === 'line' ? oneLine(template) : template };
  try {
    const liquid = engineFor(form);
    const sink = limitedSink();
    const context = new Context(scope, liquid.options, { sync: true }, { liquid });
    toValueSync(liquid.renderer.renderTemplates([...parse(form, template)], context, sink));
    return { ok: true, text: form === 'line' ? oneLine(sink.buffer) : sink.buffer };
  } catch (error) {
    return { ok: false, reason: said(error) };
  }
}

/** Collects output and stops a template that writes without end; liquidjs counts time and allocations, not output. */
function limitedSink(): { buffer: string; write: (piece: unknown) => void } {
  return {
    buffer: '',
    write(piece) {
      this.buffer += written(piece);
      if (this.buffer.length > OUTPUT_CHARACTERS) throw new Error('output limit exceeded');
    },
  };
}

/** As liquidjs writes values: nothing for null, lists joined without a separator. */
function written(piece: unknown): string {
  if (typeof piece === 'string') return piece;
  if (piece === null || piece === undefined) return '';
  return Array.isArray(piece) ? piece.map(written).join('') : String(piece);
}

/** Line breaks and control characters become spaces, so that no value can begin a header of its own. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

function said(error: unknown): string {
  const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  if (/output limit exceeded/.test(message)) {
    return `the template writes more than ${OUTPUT_CHARACTERS} characters`;
  }
  if (/template render limit exceeded/.test(message)) return `the template runs longer than ${RENDER_MS} ms`;
  if (/memory alloc limit exceeded/.test(message))
    return 'the template needs too much memory, as endless loops do';
  if (/parse length limit exceeded/.test(message)) {
    return `the template is longer than ${PARSE_CHARACTERS} characters`;
  }
  return `the template is invalid: ${message.replace(/, file:[^,]*/, '')}`;
}

const names = new Map<string, readonly (readonly string[])[]>();

/** The names from outside that a template uses, as far as they are written out: `contact.firstName` is `['contact', 'firstName']`. */
export function namesIn(template: string): readonly (readonly string[])[] {
  if (!template.includes('{')) return [];
  const known = names.get(template);
  if (known !== undefined) return known;
  const segments = engineFor('text').globalVariableSegmentsSync([...parse('text', template)]);
  const found = segments.map((path): readonly string[] => {
    const computed = path.findIndex((part) => Array.isArray(part));
    return (computed < 0 ? path : path.slice(0, computed)).map(String);
  });
  if (names.size >= CAPACITY) names.clear();
  names.set(template, found);
  return found;
}
