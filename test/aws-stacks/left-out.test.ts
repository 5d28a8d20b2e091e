/** What no emulator holds: docs/operations.md lists it by resource, each with the test that looks at it in its place. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { WITHOUT } from '../aws/deployment.ts';
import { synthesise } from './synthesised.ts';

const PARTS = ['data', 'events', 'channels', 'workflows', 'api', 'compute', 'edge', 'operations'] as const;

/** How many resources of each type a deployment has; an alarm on sums is a kind of its own. */
function counted(context: Readonly<Record<string, string>>): ReadonlyMap<string, number> {
  const { template } = synthesise(context);
  const types = PARTS.filter((part) => part !== 'edge' || context.console !== 'false').flatMap((part) =>
    Object.values<{ readonly Type: string; readonly Properties?: object }>(
      template(part).toJSON().Resources ?? {},
    ).map(({ Type, Properties = {} }) => ('Metrics' in Properties ? `${Type} on sums` : Type)),
  );
  return new Map([...new Set(types)].map((type) => [type, types.filter((each) => each === type).length]));
}

test('the page lists every resource that is not deployed there, with a test that exists', {
  timeout: 120_000,
}, () => {
  const [all, deployed] = [counted({}), counted(WITHOUT)];
  const missing = [...all].filter(([type, count]) => count > (deployed.get(type) ?? 0));
  const page = readFileSync('docs/operations.md', 'utf8');
  const rows = [...page.matchAll(/^\| `(\S+::[^`]+)` \| (\d+) \| .* \| `(test\/[^`]+)` \|$/gm)];
  expect(rows.map(([, type, count]) => [type, Number(count)]).toSorted()).toEqual(
    missing.map(([type, count]) => [type, count - (deployed.get(type) ?? 0)]).toSorted(),
  );
  expect(rows.filter(([, , , file = '']) => !existsSync(file))).toEqual([]);
});
