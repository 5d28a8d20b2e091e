/** `npx cdk synth`: bundles the functions, then makes every stack. Needs no account; `docs/operations.md` says what may be set. */
import { App } from 'aws-cdk-lib';
import { bundle } from './bundle.ts';
import { readContext } from './context.ts';
import { sojourn } from './sojourn.ts';

const app = new App();
sojourn(app, readContext(app.node), await bundle());
