/** Bodies: read up to a limit, and parsed without letting depth through that would exhaust a recursive reader. */
import { Problem } from './problem.ts';

/** Largest body of everything but an import. A definition may have 1 MB of text. */
const BODY_LIMIT = 2 * 1024 * 1024;
const DEPTH_LIMIT = 100;

/** The whole body as text. Refuses more than `limit` bytes, by the announced length already. */
export async function readText(request: Request, limit: number = BODY_LIMIT): Promise<string> {
  const length = request.headers.get('content-length');
  const announced = Number(length ?? 0);
  if (announced > limit) throw tooLarge(limit, announced);
  // No more comes than was announced; taken at once it costs a fraction of what a stream of it costs.
  const bytes =
    length === null ? await readParts(request, limit) : new Uint8Array(await request.arrayBuffer());
  if (bytes.byteLength > limit) throw tooLarge(limit, bytes.byteLength);
  try {
    return UTF8.decode(bytes);
  } catch {
    throw new Problem('invalid-request', 'The body is not UTF-8 text.');
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

async function readParts({ body }: Request, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body ?? []) {
    size += part.byteLength;
    if (size > limit) throw tooLarge(limit);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function tooLarge(limit: number, announced?: number): Problem {
  const size = announced === undefined ? '' : ` This one has ${announced}.`;
  return new Problem(
    'too-large',
    `A body may have ${limit} bytes here (${limit / 1024 / 1024} MiB).${size} Contacts in bulk go to \`POST /v1/imports\`, which has no such limit.`,
    { headers: { connection: 'close' } },
  );
}

export function parseJson(text: string): unknown {
  // Many actions have nothing to say; what they do need is then named as missing.
  if (text.trim() === '') return {};
  const depth = depthOf(text);
  if (depth > DEPTH_LIMIT) {
    throw new Problem('invalid-json', `The body nests ${depth} levels; at most ${DEPTH_LIMIT} are read.`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem('invalid-json', error instanceof Error ? `${error.message}.` : 'The body is not JSON.');
  }
}

/** Deepest nesting of brackets outside strings; looked at before parsing, so that nothing recurses into it. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (character === '}' || character === ']') depth -= 1;
  }
  return deepest;
}
