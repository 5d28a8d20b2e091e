#!/usr/bin/env node
// Runs the command on the pinned Node 24, whichever Node called this file; plain JavaScript so that Node 20 can read it.
'use strict';
const { spawn } = require('node:child_process');
const { existsSync, realpathSync } = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const root = path.join(__dirname, '..');
const main = path.join(root, 'infra', 'local', 'cli', 'main.ts');
const name = process.platform === 'win32' ? 'node.exe' : 'node';
const pinned = path.join(root, 'node_modules', 'node', 'bin', name);
const recent = Number(process.versions.node.split('.')[0]) >= 24;

if (!existsSync(pinned) && !recent) {
  process.stderr.write(
    `sojourn needs Node 24, which \`npm ci\` installs beside it at node_modules/node/bin/${name}, and which is not there.\n` +
      `Run \`npm ci\` in ${root} (install scripts must be allowed for the package \`node\`), then try again.\n`,
  );
  process.exit(1);
}

if (recent && (!existsSync(pinned) || realpathSync(pinned) === realpathSync(process.execPath))) {
  // Already there (npm scripts are): no second process, so signals and exit status need nobody to pass them on.
  void import(pathToFileURL(main).href);
} else {
  // The channel is there to be closed: should this process be killed, the other one notices and ends too.
  const child = spawn(pinned, [main, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
