/** The workflow that the product's own sides carry contacts through: as its author writes it, and compiled. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Artifact } from '../../workflow-compiler/artifact.ts';
import { compile } from '../../workflow-compiler/compile.ts';

export const flow = (waitMs: number): string => `
language: 1
name: carry
triggers: [{ on: external.occurred, name: start }]
start: first
steps:
  first: { kind: send-email, subject: "Hello {{ contact.firstName }}", text: "Hello {{ contact.firstName }}", from: { email: a@example.com }, next: pause }
  pause: { kind: wait, for: ${Math.ceil(waitMs / 1000)} seconds, next: which }
  which:
    kind: branch
    paths:
      - id: pro
        when: { all: [{ kind: detail, name: plan, op: equals, value: pro }, { kind: detail, name: visits, op: greater, value: 3 }] }
        next: second
    otherwise: tag
  second: { kind: send-email, subject: "For you, {{ contact.firstName }}", text: "More", from: { email: a@example.com }, next: end }
  tag: { kind: add-tag, tag: later, next: end }
`;

export function compiledFlow(waitMs: number): Artifact {
  const compiled = compile(flow(waitMs));
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  return compiled.artifact;
}

/** Bytes of all files in a folder. */
export const bytesIn = (folder: string): number =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => statSync(join(folder, file)))
    .reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0);
