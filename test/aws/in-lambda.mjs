/**
 * Loaded into every process that the emulator starts for a Lambda, for three things that it lacks. `Date` reads the moment from
 * a file, so that functions and state machines live in one time, which the tests move. A file beside that one says that the
 * process is at work, so that time moves only when none is. And the name of a thrown error, which machines act on: the emulator
 * drops it, our log has it, and so it is put into the message, where `lambda-names.ts` finds it.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

const file = process.env.SOJOURN_TEST_CLOCK;
const Real = Date;

if (file !== undefined) {
  const now = () => Number(readFileSync(file, 'utf8')) || Real.now();
  globalThis.Date = class extends Real {
    constructor(...given) {
      super(...(given.length === 0 ? [now()] : given));
    }

    static now() {
      return now();
    }
  };
  const busy = `${file}.busy.${process.pid}`;
  const { stdin } = process;
  const emit = stdin.emit.bind(stdin);
  // What comes in is an event to work on; what says `status` is the end of that.
  stdin.emit = (name, ...more) => {
    if (name === 'data') writeFileSync(busy, '');
    return emit(name, ...more);
  };
  let last;
  watch(process.stderr, (line) => {
    if (typeof line?.error === 'string') last = line.error;
    return undefined;
  });
  watch(process.stdout, (line) => {
    if (typeof line?.status === 'string') rmSync(busy, { force: true });
    if (line?.status !== 'error') {
      if (typeof line?.error === 'string') last = line.error;
      return undefined;
    }
    const ends = `: ${line.error}`;
    const errorType = last?.endsWith(ends) ? last.slice(0, -ends.length) : 'Error';
    last = undefined;
    return { ...line, error: JSON.stringify({ errorType, errorMessage: line.error, trace: [] }) };
  });
}

/** Shows each line of JSON that is written, and writes what is given back for it. */
function watch(stream, look) {
  const write = stream.write.bind(stream);
  stream.write = (chunk, ...more) => {
    const text = String(chunk);
    const instead = text.startsWith('{') ? look(parsed(text)) : undefined;
    return write(instead === undefined ? chunk : `${JSON.stringify(instead)}\n`, ...more);
  };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
