/** The deployment's templates, made without bundling: the code of functions is one line here. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { readContext } from '../../infra/aws/context.ts';
import { sojourn } from '../../infra/aws/sojourn.ts';

export type Synthesised = {
  readonly template: (part: string) => Template;
};

type Context = Readonly<Record<string, string>>;

/** Several tests look at the same templates, and making them takes seconds. */
const made = new Map<string, Synthesised>();

/** Throws when a check of the library or of cdk-nag is not content. */
export function synthesise(context: Context = {}): Synthesised {
  const name = JSON.stringify(context);
  const known = made.get(name);
  if (known !== undefined) return known;
  const fresh = make(context);
  made.set(name, fresh);
  return fresh;
}

function make(context: Context): Synthesised {
  const settings: { readonly context: object } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  const outdir = mkdtempSync(join(tmpdir(), 'sojourn-stacks-'));
  try {
    const app = new App({ outdir, context: { ...settings.context, ...context } });
    const chosen = readContext(app.node);
    sojourn(app, chosen, () => Code.fromInline('exports.handler = async () => {}'));
    const assembly = app.synth();
    const templates = new Map(
      assembly.stacks.map(({ stackName, template }) => [stackName, Template.fromJSON(template)]),
    );
    return {
      template: (part) => {
        const found = templates.get(`${chosen.name}-${part}`);
        if (found === undefined) throw new Error(`there is no stack ${part}`);
        return found;
      },
    };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
