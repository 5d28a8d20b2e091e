/**
 * Other durable engines that the product is measured beside. They are no part of it: `peers/` has a package file of its own,
 * installed when a part asks for it; what is not on this machine is told as absent.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Contestant } from './alternate.ts';
import type { Setting } from './part.ts';

const folder = join(import.meta.dirname, 'peers');

export const BULLMQ = 'BullMQ on Redis';

export const STEPFUNCTIONS: Contestant = {
  name: 'aws-local-stepfunctions, JSONPath',
  durability: 'none',
  side: 'peers/aws-local-stepfunctions.mjs',
  peer: { share: 0.5 },
};

const PEERS: readonly Contestant[] = [
  {
    name: BULLMQ,
    durability: 'append-only file, fsync always',
    side: 'peers/bullmq.mjs',
    peer: { share: 1 },
  },
  {
    name: 'Restate',
    durability: 'its own log, as it is set up by default',
    side: 'peers/restate.mjs',
    peer: { share: 0.4 },
  },
  {
    name: 'DBOS on PostgreSQL',
    durability: 'a commit per step',
    side: 'peers/dbos.mjs',
    peer: { share: 0.4 },
  },
];

/** Where npm cannot install them, each is absent by itself. */
export function installedPeers({ note }: Pick<Setting, 'note'>): readonly Contestant[] {
  if (!existsSync(join(folder, 'node_modules'))) {
    note('installing the peers into test/bench/peers/node_modules');
    try {
      execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
        cwd: folder,
        stdio: 'ignore',
      });
    } catch (error) {
      note(String(error));
    }
  }
  return PEERS;
}
