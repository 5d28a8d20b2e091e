/** The app of the deployment, with other code in each function than it had: what a new release is to runs that wait. */
import { appendFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { manifest } from '../../functions/manifest.ts';
import { bundle } from '../../infra/aws/bundle.ts';
import { readContext } from '../../infra/aws/context.ts';
import { sojourn } from '../../infra/aws/sojourn.ts';

const folder = process.env.SOJOURN_TEST_FOLDER ?? mkdtempSync(join(tmpdir(), 'sojourn-changed-'));
const output = join(folder, 'changed');
const code = await bundle(output);
for (const { name } of manifest) appendFileSync(join(output, name, 'index.mjs'), '\n// changed\n');
const app = new App();
sojourn(app, readContext(app.node), code);
