/** Bad definitions and the findings about them, as a person sees them. Every code has an example that triggers it. */
import { describe, expect, it } from 'vitest';
import { check, compile } from '../../workflow-compiler/compile.ts';
import { REGISTRY } from '../../workflow-compiler/diagnostics/registry.ts';
import { renderDiagnostics } from '../../workflow-compiler/diagnostics/render.ts';
import { cases, expectGolden, read } from './golden.ts';
import { large } from './large.ts';

const examples = cases('bad').map((one) => ({ ...one, text: read(one.folder, 'definition.yaml') }));

describe('bad definitions', () => {
  it.each(examples)('$name', ({ folder, text }) => {
    const { diagnostics } = check(text);
    expectGolden(folder, 'findings.txt', renderDiagnostics(diagnostics, 'definition.yaml', text));
  });

  it.each(examples)('$name: refused, or compiled with warnings alone', ({ text }) => {
    const compiled = compile(text);
    const errors = compiled.diagnostics.filter(({ severity }) => severity === 'error');
    expect(compiled.ok).toBe(errors.length === 0);
    expect(compiled.diagnostics.length).toBeGreaterThan(0);
  });

  it.each(Object.entries(large))('%s is reported about a text too large for a golden file', (code, make) => {
    expect(compile(make()).diagnostics.map((one) => one.code)).toContain(code);
  });

  it('every code of the registry has an example', () => {
    const seen = new Set([
      ...Object.keys(large),
      ...examples.flatMap(({ text }) => check(text).diagnostics.map(({ code }) => code)),
    ]);
    expect(Object.keys(REGISTRY).filter((code) => !seen.has(code))).toEqual([]);
  });

  it('every finding of an example has a place in its text, words, and the title of its code', () => {
    for (const { text } of examples)
      for (const one of check(text).diagnostics) {
        expect(one.position?.line).toBeGreaterThan(0);
        expect(one.position?.column).toBeGreaterThan(0);
        expect(one.detail).toMatch(/\.$/);
        expect(one.hint).toMatch(/[.?]$/);
        expect(`${one.title}${one.detail}${one.hint}`).not.toContain('!');
        expect(REGISTRY).toHaveProperty([one.code, 'title'], one.title);
      }
  });
});
