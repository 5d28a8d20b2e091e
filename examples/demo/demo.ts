/**
 * `npm run demo`: drives the running product over HTTP alone, shows progress, and ends with the report of every step.
 * Options: --contacts N (3000), --seed N, --url and --key of a product that runs already.
 */
import { parseArgs } from 'node:util';
import { startProduct } from './product.ts';
import { printReports } from './report.ts';
import { tellStory } from './story.ts';

const { values } = parseArgs({
  options: {
    contacts: { type: 'string', default: '3000' },
    seed: { type: 'string', default: '7' },
    url: { type: 'string' },
    key: { type: 'string' },
  },
});
const contacts = Number(values.contacts);
if (!Number.isInteger(contacts) || contacts < 1) {
  process.stderr.write('`--contacts` takes a whole number of at least 1.\n');
  process.exit(2);
}

const product =
  values.url === undefined
    ? await startProduct()
    : { url: values.url, key: values.key ?? '', stop: async () => undefined };
const line = process.stdout.isTTY
  ? (text: string) => process.stdout.write(`\r\x1b[K${text}${text.startsWith('published') ? '\n' : ''}`)
  : sparse((text: string) => process.stdout.write(`${text}\n`));

try {
  process.stdout.write(`Sojourn runs at ${product.url}; in this demo a day takes a few seconds.\n`);
  const started = process.hrtime.bigint();
  const told = await tellStory({
    url: product.url,
    key: product.key,
    contacts,
    seed: Number(values.seed),
    daySeconds: Math.max(4, Math.ceil(contacts / 150)),
    otherSeconds: 2,
    progress: line,
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  process.stdout.write('\n');
  printReports(told, (text) => process.stdout.write(`${text}\n`));
  process.stdout.write(
    `${contacts} contacts, ${told.deeds.opens} opens, ${told.deeds.clicks} clicks, ` +
      `${told.deeds.purchases} purchases in ${seconds.toFixed(1)} s.\n`,
  );
} finally {
  await product.stop();
}

/** Without a terminal, one line in twenty is enough. */
function sparse(write: (text: string) => void): (text: string) => void {
  let count = 0;
  return (text) => {
    if (text.startsWith('published') || count++ % 20 === 0) write(text);
  };
}
