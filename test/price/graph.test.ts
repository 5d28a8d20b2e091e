/** Drawings of machines: ours, and any other. */
import { describe, expect, it } from 'vitest';
import { compile } from '../../workflow-compiler/compile.ts';
import { dot } from '../../workflow-compiler/graph/dot.ts';
import { drawingOf } from '../../workflow-compiler/graph/graph.ts';
import { mermaid } from '../../workflow-compiler/graph/mermaid.ts';
import type { Definition } from '../../workflow-compiler/language/definition.ts';

const definition: Definition = {
  language: 1,
  name: 'w',
  triggers: [{ on: 'contact.added' }],
  start: 'reply',
  steps: {
    reply: {
      kind: 'wait-for-event',
      paths: [{ id: 'bought', event: { on: 'external.occurred', name: 'order' }, next: 'thanks' }],
      timeout: { after: '1 day', next: 'end' },
    },
    thanks: { kind: 'add-tag', tag: 'x', next: 'end' },
  },
};

const compiled = compile(definition, { naive: true });
const machine = compiled.ok ? compiled.artifact.machine : {};

describe('a compiled machine', () => {
  it('is drawn in Mermaid, without what only failures lead to', () => {
    expect(mermaid(drawingOf(machine))).toBe(`flowchart TD
  begin(( )) --> s0
  s0["reply"]
  s1["reply.timeout"]
  s2{"reply.path"}
  s3["thanks"]
  s4["-end"]
  s5(("-done"))
  s0 --> s2
  s0 -.->|"timeout"| s1
  s1 --> s2
  s2 -->|"bought"| s3
  s2 -->|"otherwise"| s4
  s3 --> s4
  s4 --> s5
`);
  });

  it('is drawn in Dot, with failures where asked for', () => {
    const drawn = dot(drawingOf(machine, { failures: true }));
    expect(drawn).toContain('digraph "w, compiled by Sojourn" {\n');
    expect(drawn).toContain('  s2 [label="reply.path", shape=diamond, style=""];\n');
    expect(drawn).toContain('  s3 -> s4 [label="Rejected", style=dashed];\n');
    expect(drawn).toMatch(/s\d+ \[label="-failure", shape=doublecircle, style=""\];/);
  });
});

describe('any machine', () => {
  const foreign = {
    Comment: 'say "hi"\\',
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemProcessor: { StartAt: 'Same', States: { Same: { Type: 'Pass', End: true } } },
        Next: 'Both',
      },
      Both: {
        Type: 'Parallel',
        Branches: [
          {
            StartAt: 'Same',
            States: {
              Same: { Type: 'Wait', Seconds: 1, Next: 'A "quoted" <b>' },
              'A "quoted" <b>': { Type: 'Succeed' },
            },
          },
          { StartAt: 'Other', States: { Other: { Type: 'Fail' } } },
        ],
        End: true,
      },
    },
  };

  it('has its branches and items as groups, each with names of its own', () => {
    const { states, ways, groups } = drawingOf(foreign);
    expect(states.map(({ name, group }) => [name, group])).toEqual([
      ['Each', undefined],
      ['Both', undefined],
      ['Same', 'g0'],
      ['Same', 'g1'],
      ['A "quoted" <b>', 'g1'],
      ['Other', 'g2'],
    ]);
    expect(groups.map(({ name }) => name)).toEqual(['Each: each item', 'Both: branch 1', 'Both: branch 2']);
    expect(ways.filter(({ kind }) => kind === 'inside').map(({ from, to }) => [from, to])).toEqual([
      ['s0', 's2'],
      ['s1', 's3'],
      ['s1', 's5'],
    ]);
  });

  it('cannot break out of its labels', () => {
    expect(mermaid(drawingOf(foreign))).toContain('s4(("A #34;quoted#34; #60;b#62;"))');
    expect(dot(drawingOf(foreign))).toContain('digraph "say \\"hi\\"\\\\" {');
  });

  it.each([
    [{}],
    [{ States: 1 }],
    [{ StartAt: 'x', States: { x: null, y: { Next: 'z', Choices: [1], Catch: 'x' } } }],
  ])('of a strange shape is drawn as far as it goes: %j', (odd) => {
    expect(mermaid(drawingOf(odd))).toMatch(/^flowchart TD\n/);
    expect(dot(drawingOf(odd, { failures: true }))).toMatch(/^digraph "" \{\n/);
  });
});
