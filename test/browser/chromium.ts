/** The machine's own Chromium, driven without a download. A missing browser is an error with a name, never a skipped test. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

class ChromiumMissing extends Error {
  override readonly name = 'ChromiumMissing';
}

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const FLAGS = [
  '--no-sandbox',
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** `CHROMIUM` names the program; without it the usual places are tried. */
export function openBrowser(): Promise<Browser> {
  const named = process.env.CHROMIUM;
  const places = named === undefined || named === '' ? PLACES : [named];
  const executablePath = places.find((place) => existsSync(place));
  if (executablePath === undefined) {
    throw new ChromiumMissing(
      `No Chromium at ${places.join(', ')}. Install it (\`apt-get install chromium\`), or name it in CHROMIUM.`,
    );
  }
  return chromium.launch({ executablePath, args: FLAGS });
}
