/** Positions and limits of text, beyond what golden cases show. */
import { describe, expect, it } from 'vitest';
import { check } from '../../workflow-compiler/compile.ts';

describe('text', () => {
  it('a second document is refused at its place', () => {
    const { diagnostics } = check('language: 1\n---\nlanguage: 1\n');
    expect(diagnostics).toMatchObject([{ code: 'TEXT-01', position: { line: 2, column: 1 } }]);
  });

  it('JSON has the same findings at the same pointers as YAML', () => {
    const yaml = check('language: 1\nname: X\nsteps: { a: { kind: wait, nxt: end } }\n').diagnostics;
    const json = check('{"language":1,"name":"X","steps":{"a":{"kind":"wait","nxt":"end"}}}').diagnostics;
    const places = (list: typeof yaml) => list.map(({ code, at }) => `${code} ${at}`).toSorted();
    expect(places(json)).toEqual(places(yaml));
    expect(places(yaml).length).toBeGreaterThan(3);
  });

  it('every duplicate key is told', () => {
    const { diagnostics } = check('a: 1\na: 2\nb: 1\nb: 2\n');
    expect(diagnostics.map(({ code, position }) => [code, position?.line])).toEqual([
      ['TEXT-02', 2],
      ['TEXT-02', 4],
    ]);
  });

  it('a wrong value is placed where it is written, also through an alias', () => {
    const text = 'language: 1\nname: &n 7\ntitle: *n\n';
    const wrong = check(text).diagnostics.filter(({ code }) => code === 'SHAPE-04');
    expect(wrong.map(({ at, position }) => [at, position?.line])).toEqual([
      ['/name', 2],
      ['/title', 2],
    ]);
  });
});
