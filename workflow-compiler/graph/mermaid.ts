/** A drawing as a Mermaid flowchart, which GitHub and many editors show. */
import type { Drawing, DrawnState, DrawnWay } from './graph.ts';

/** Brackets that give a state's shape: tasks are boxes, choices diamonds, waits stadiums, ends circles. */
const SHAPES: { readonly [type: string]: readonly [string, string] } = {
  Choice: ['{', '}'],
  Wait: ['([', '])'],
  Succeed: ['((', '))'],
  Fail: ['((', '))'],
  Pass: ['(', ')'],
};

const DASHED: ReadonlySet<DrawnWay['kind']> = new Set(['timeout', 'catch', 'inside']);

export function mermaid({ start, states, ways, groups }: Drawing): string {
  const inGroup = (group: string | undefined, indent: string): readonly string[] => [
    ...states.filter((state) => state.group === group).map((state) => `${indent}${node(state)}`),
    ...groups
      .filter(({ inside }) => inside === group)
      .flatMap(({ id, name }) => [
        `${indent}subgraph ${id}["${quoted(name)}"]`,
        ...inGroup(id, `${indent}  `),
        `${indent}end`,
      ]),
  ];
  const lines = [
    'flowchart TD',
    ...(start === undefined ? [] : [`  begin(( )) --> ${start}`]),
    ...inGroup(undefined, '  '),
    ...ways.map((way) => `  ${edge(way)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function node({ id, name, type }: DrawnState): string {
  const [open, close] = SHAPES[type] ?? ['[', ']'];
  return `${id}${open}"${quoted(name)}"${close}`;
}

function edge({ from, to, kind, label }: DrawnWay): string {
  const line = DASHED.has(kind) ? '-.->' : '-->';
  return label === undefined || label === ''
    ? `${from} ${line} ${to}`
    : `${from} ${line}|"${quoted(label)}"| ${to}`;
}

/** Mermaid reads entities inside quotes; everything that could end the quote or begin markup becomes one. */
const quoted = (text: string): string =>
  text.replace(/["#<>&\n\r`]/g, (character) => `#${character.codePointAt(0)};`);
