/** The entries of Lambda fit the manifest: one for each function, importing the ports it is granted and no others. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BEGINNINGS } from '../../functions/domain/run/begin.ts';
import { type FunctionEntry, manifest } from '../../functions/manifest.ts';

const entries: readonly FunctionEntry[] = manifest;

test.each(entries.map((entry) => [entry.name, entry] as const))(
  '%s opens what it is granted',
  (name, { grants }) => {
    const text = readFileSync(`functions/lambda/${name}.ts`, 'utf8');
    const opened = [...text.matchAll(/from '\.\/port\/([a-z]+)\.ts'/g)].map((match) => match[1]);
    const granted = [
      ...(grants.machines === undefined ? [] : ['machines']),
      ...(grants.bus === true ? ['bus'] : []),
      ...(grants.timers === true ? ['timers'] : []),
      ...(grants.email === true ? ['email'] : []),
      ...(grants.suppressions === true ? ['suppressions'] : []),
      ...(grants.sms === true ? ['sms'] : []),
      ...(grants.push === true ? ['push'] : []),
      ...(grants.files === true ? ['files'] : []),
      ...(grants.outbound === true ? ['outbound'] : []),
      ...(grants.signing === true ? ['signer'] : []),
    ];
    expect(opened.toSorted()).toEqual(granted.toSorted());
  },
);

// Without one of them the router would begin a run and leave it to an execution, which costs and says nothing.
test.each(Object.keys(BEGINNINGS))('the router may do what %s does', (name) => {
  const router = new Map(Object.entries(grantsOf('router')));
  for (const [grant, given] of Object.entries(grantsOf(name))) {
    const has = router.get(grant);
    if (Array.isArray(given)) expect(has).toEqual(expect.arrayContaining(given));
    else expect([grant, has]).toEqual([grant, given]);
  }
});

function grantsOf(name: string): FunctionEntry['grants'] {
  const found = entries.find((entry) => entry.name === name);
  if (found === undefined) throw new Error(`the manifest has no function ${name}`);
  return found.grants;
}
