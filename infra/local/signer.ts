/**
 * Signs tracking links and webhooks with keys derived from one secret of this deployment, kept in the data folder where only
 * its owner reads it. Losing the file breaks the links of mail that is out; nothing else depends on it.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { signerOf } from '../../functions/adapters/node/signer.ts';
import type { Signer } from '../../functions/ports/ids.ts';

const FILE = 'signing.key';
const BYTES = 32;

/** Reads the key of the folder, making it on the first start. Throws when the file is not a key. */
export function openSigner(dir: string): Signer {
  return signerOf(readKey(join(dir, FILE)) ?? makeKey(join(dir, FILE)));
}

function readKey(path: string): Buffer | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const key = Buffer.from(text.trim(), 'base64url');
  if (key.length !== BYTES) throw new Error(`${path} holds no signing key of ${BYTES} bytes`);
  return key;
}

function makeKey(path: string): Buffer {
  const key = randomBytes(BYTES);
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, `${key.toString('base64url')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return key;
}
