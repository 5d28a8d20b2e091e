// `$parse` as AWS reads text: JSON, with quotes single or double; a name that stands twice in an object, and a number that is
// none for a double, are errors.

const TOKEN = /[ \t\n\r]*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(-?\d[\d.eE+-]*)|([{}[\],:])|(\w+))/gy;
const BLANK = /^[ \t\n\r]*$/;

/** Throws SyntaxError for what is no such text. */
export function readJson(text: string): unknown {
  return canonical(text) ?? checked(text);
}

/** What JavaScript would write in the same way holds nothing of the kind. Causes of functions are mostly that. */
function canonical(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

function checked(text: string): unknown {
  const objects: (Set<string> | undefined)[] = [];
  let last = '';
  let json = '';
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [whole, quoted, number, sign] = match;
    end = match.index + whole.length;
    if (number !== undefined && !Number.isFinite(Number(number))) throw new SyntaxError(number);
    if (sign === '{') objects.push(new Set());
    if (sign === '[') objects.push(undefined);
    if (sign === '}' || sign === ']') objects.pop();
    const names = objects.at(-1);
    if (sign === ':' && names !== undefined) {
      if (names.has(last)) throw new SyntaxError(last);
      names.add(last);
    }
    last = quoted === undefined ? whole.trim() : doubled(quoted);
    json += last;
  }
  if (!BLANK.test(text.slice(end))) throw new SyntaxError(text);
  return JSON.parse(json);
}

function doubled(quoted: string): string {
  if (quoted.startsWith('"')) return quoted;
  const inner = quoted
    .slice(1, -1)
    .replace(/\\[\s\S]|"/g, (one) => (one === '"' ? '\\"' : one === "\\'" ? "'" : one));
  return `"${inner}"`;
}
