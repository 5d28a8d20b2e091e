// Puts the command where `npx sojourn` finds it in a checkout. A `bin` entry would make npx install the checkout into its
// cache first, which takes seconds and may be left half-made.
'use strict';
const { mkdirSync, rmSync, symlinkSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const folder = path.join(__dirname, '..', 'node_modules', '.bin');
mkdirSync(folder, { recursive: true });
if (process.platform === 'win32') {
  writeFileSync(path.join(folder, 'sojourn.cmd'), '@node "%~dp0\\..\\..\\bin\\sojourn.cjs" %*\r\n');
} else {
  const link = path.join(folder, 'sojourn');
  rmSync(link, { force: true });
  symlinkSync(path.join('..', '..', 'bin', 'sojourn.cjs'), link);
}
