/** A drawing in the language of Graphviz. */
import type { Drawing, DrawnState, DrawnWay } from './graph.ts';

const SHAPES: { readonly [type: string]: string } = {
  Choice: 'diamond',
  Wait: 'ellipse',
  Succeed: 'doublecircle',
  Fail: 'doublecircle',
};

const DASHED: ReadonlySet<DrawnWay['kind']> = new Set(['timeout', 'catch', 'inside']);

export function dot({ title, start, states, ways, groups }: Drawing): string {
  const inGroup = (group: string | undefined, indent: string): readonly string[] => [
    ...states.filter((state) => state.group === group).map((state) => `${indent}${node(state)}`),
    ...groups
      .filter(({ inside }) => inside === group)
      .flatMap(({ id, name }) => [
        `${indent}subgraph cluster_${id} {`,
        `${indent}  label=${quoted(name)};`,
        ...inGroup(id, `${indent}  `),
        `${indent}}`,
      ]),
  ];
  const lines = [
    `digraph ${quoted(title)} {`,
    '  node [shape=box, style=rounded, fontname="sans-serif"];',
    '  edge [fontname="sans-serif", fontsize=10];',
    ...(start === undefined ? [] : ['  begin [shape=point];', `  begin -> ${start};`]),
    ...inGroup(undefined, '  '),
    ...ways.map((way) => `  ${edge(way)}`),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

function node({ id, name, type }: DrawnState): string {
  const shape = SHAPES[type];
  return `${id} [label=${quoted(name)}${shape === undefined ? '' : `, shape=${shape}, style=""`}];`;
}

function edge({ from, to, kind, label }: DrawnWay): string {
  const attributes = [
    ...(label === undefined || label === '' ? [] : [`label=${quoted(label)}`]),
    ...(DASHED.has(kind) ? ['style=dashed'] : []),
  ];
  return `${from} -> ${to}${attributes.length === 0 ? '' : ` [${attributes.join(', ')}]`};`;
}

const quoted = (text: string): string =>
  `"${text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replace(/[\n\r]+/g, '\\n')}"`;
