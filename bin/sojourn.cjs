#!/usr/bin/env node
// Hands over to the pinned Node 24, whichever Node called this file; plain JavaScript so that Node 20 can read it.
'use strict';
const { spawn } = require('node:child_process');
const { existsSync } = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const name = process.platform === 'win32' ? 'node.exe' : 'node';
const pinned = path.join(root, 'node_modules', 'node', 'bin', name);
const own = Number(process.versions.node.split('.')[0]) >= 24;
const node = existsSync(pinned) ? pinned : own ? process.execPath : undefined;

if (node === undefined) {
  process.stderr.write(
    `sojourn needs Node 24, which \`npm ci\` installs beside it at node_modules/node/bin/${name}, and which is not there.\n` +
      `Run \`npm ci\` in ${root} (install scripts must be allowed for the package \`node\`), then try again.\n`,
  );
  process.exit(1);
}

const child = spawn(node, [path.join(root, 'infra', 'local', 'cli', 'main.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
