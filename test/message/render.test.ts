/** Templates of strangers: whatever they hold, an answer comes soon, in words, and nothing of ours is reached. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneLine, render, type Scope, templateProblem } from '../../functions/domain/message/render.ts';

const scope: Scope = {
  now: '2026-06-15T12:00:00.000Z',
  contact: { firstName: '<script>alert(1)</script>', tags: ['a', 'b'], details: {} },
  big: 'x'.repeat(100_000),
};

describe('hostile templates', () => {
  it.each([
    ['loops over a billion', '{% for i in (1..1000000000) %}x{% endfor %}', /memory/],
    [
      'loops in loops',
      '{% for i in (1..60000) %}{% for j in (1..60000) %}{% endfor %}{% endfor %}',
      /longer than|memory/,
    ],
    [
      'doubles a text',
      '{% for i in (1..60) %}{% assign x = x | append: "ab" | append: x %}{% endfor %}',
      /memory/,
    ],
    [
      'writes without end',
      '{% for i in (1..1000) %}{{ big }}{% endfor %}',
      /more than 2000000 characters|memory/,
    ],
    [
      'writes its own text without end',
      `{% for i in (1..5000) %}${'y'.repeat(1000)}{% endfor %}`,
      /more than 2000000/,
    ],
    [
      'captures without end',
      '{% capture a %}{% for i in (1..1000) %}{{ big }}{% endfor %}{% endcapture %}{{ a }}',
      /memory/,
    ],
    ['pads a date', '{{ "now" | date: "%1000000000d" }}', /memory/],
    ['includes a file', '{% include "/etc/passwd" %}', /tag "include" not found/],
    ['renders a file', '{% render "../secret" %}', /tag "render" not found/],
    ['lays out with a file', '{% layout "x" %}', /tag "layout" not found/],
    ['is not closed', 'Hello {{ contact.firstName', /not closed/],
    ['has an unknown filter', '{{ "a" | shell: "ls" }}', /undefined filter: shell/],
    ['has an unknown tag', '{% states %}', /tag "states" not found/],
    ['is too long', `{{ 1 }}${'z'.repeat(400_001)}`, /longer than 400000/],
  ])('%s', (_name, template, reason) => {
    const began = performance.now();
    const rendered = render('html', template, scope);
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(rendered).toEqual({ ok: false, reason: expect.stringMatching(reason) });
  });

  it('reaches no prototypes, constructors or globals', () => {
    const reach =
      '{{ contact.__proto__ }}{{ contact.constructor.name }}{{ contact.toString }}{{ process.env }}{{ big.constructor }}';
    expect(render('text', reach, scope)).toEqual({ ok: true, text: '' });
  });

  it('keeps `{% %}` that comes as a value as text', () => {
    expect(render('text', '{{ "{% $states.input %}" }}', scope)).toEqual({
      ok: true,
      text: '{% $states.input %}',
    });
    const value = { ...scope, contact: { firstName: '{{ contact.tags }}{% for %}' } };
    expect(render('text', 'Hi {{ contact.firstName }}', value)).toEqual({
      ok: true,
      text: 'Hi {{ contact.tags }}{% for %}',
    });
  });
});

describe('values', () => {
  it.each([
    ['html', '{{ contact.firstName }}', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['html', '{{ contact.firstName | escape }}', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['html', '{{ contact.firstName | newline_to_br }}', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    [
      'html',
      '{{ contact.firstName | escape | append: contact.firstName }}',
      expect.not.stringContaining('<'),
    ],
    ['html', '{{ "<b>" | raw }}', '<b>'],
    ['text', '{{ contact.firstName }}', '<script>alert(1)</script>'],
    ['text', '{{ contact.unknown }}|{{ nobody.at.all }}', '|'],
    ['text', '{{ contact.tags }} {{ contact.tags | join: ", " }}', 'ab a, b'],
    ['text', '{{ "now" | date: "%Y-%m-%d %H:%M" }}', '2026-06-15 12:00'],
    ['text', '{{ "now" | date: "%H:%M", "America/New_York" }}', '08:00'],
    ['text', '{{ contact.unknown | default: "there" }}', 'there'],
  ] as const)('%s: %s', (form, template, text) => {
    expect(render(form, template, scope)).toEqual({ ok: true, text });
  });

  it('make no second line', () => {
    const value = { ...scope, contact: { firstName: 'Ada\r\nBcc: all@example.com\u2028x\u0000\u0085y' } };
    const rendered = render('line', 'Hi {{ contact.firstName }}\nSecond', value);
    expect(rendered).toEqual({ ok: true, text: 'Hi Ada Bcc: all@example.com x y Second' });
  });
});

describe('properties', () => {
  const piece = fc.constantFrom(
    ...[
      '{{',
      '}}',
      '{%',
      '%}',
      ' contact.firstName ',
      ' for i in (1..99) ',
      ' endfor ',
      ' if ',
      ' endif ',
      ' assign x = ',
    ],
    ...[
      '|',
      ' date: ',
      '"',
      "'",
      ' raw ',
      ' endraw ',
      '\n',
      '<script>',
      '&',
      '-',
      ' capture y ',
      ' endcapture ',
      ' x ',
      '}',
    ],
  );
  const template = fc
    .array(fc.oneof(piece, fc.string({ maxLength: 6, unit: 'binary' })), { maxLength: 25 })
    .map((parts) => parts.join(''));

  it('rendering never throws, and says why when it cannot', () => {
    fc.assert(
      fc.property(template, fc.constantFrom('html', 'text', 'line'), (text, form) => {
        const rendered = render(form, text, scope);
        if (rendered.ok) {
          expect(typeof rendered.text).toBe('string');
          if (form === 'line') expect(oneLine(rendered.text)).toBe(rendered.text);
        } else expect(rendered.reason.length).toBeGreaterThan(10);
      }),
      { numRuns: 500 },
    );
  });

  it('a value in an html body brings no markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const rendered = render('html', '<p title="{{ contact.firstName }}">{{ contact.firstName }}</p>', {
          ...scope,
          contact: { firstName: name },
        });
        if (!rendered.ok) throw new Error(rendered.reason);
        const inside = rendered.text.slice('<p title="'.length, -'</p>'.length).replace('">', '');
        expect(inside).not.toMatch(/[<>"']/);
      }),
    );
  });

  it('a template with a problem is never rendered', () => {
    fc.assert(
      fc.property(template, (text) => {
        fc.pre(templateProblem(text) !== undefined);
        expect(render('text', text, scope)).toEqual({ ok: false, reason: templateProblem(text) });
      }),
    );
  });
});
