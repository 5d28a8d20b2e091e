/** The entries of Lambda fit the manifest: one for each function, importing the ports it is granted and no others. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
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
