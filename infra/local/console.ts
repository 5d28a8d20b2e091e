/** The console's files, built by `npm ci` into console/dist. Its own routes lead to index.html. */
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { CONSOLE_FILE, CONSOLE_HEADERS } from '../../functions/console-headers.ts';

const TYPES: { readonly [extension: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.map': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

const MISSING = `<!doctype html><meta charset="utf-8"><title>Sojourn</title>
<p>The console is not built. <code>npm ci</code> builds it; so does <code>npm run build:console</code>.
<p>The API is here all the same: <a href="/docs">reference</a>.`;

/** @example const serve = serveConsole('console/dist'); await serve(new Request('http://localhost/runs')); */
export function serveConsole(folder: string): (request: Request) => Promise<Response> {
  const root = normalize(folder);

  const file = async (path: string): Promise<Uint8Array<ArrayBuffer> | undefined> => {
    const full = normalize(join(root, path));
    if (!full.startsWith(root + sep)) return undefined;
    return readFile(full).then(
      (content) => new Uint8Array(content),
      () => undefined,
    );
  };

  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } });
    }
    const path = decoded(new URL(request.url).pathname);
    const content = path === undefined || path === '/' ? undefined : await file(path);
    if (path !== undefined && content !== undefined) {
      const lasting = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
      return new Response(content, {
        headers: {
          ...CONSOLE_HEADERS,
          'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
          'cache-control': lasting,
        },
      });
    }
    if (path === undefined || CONSOLE_FILE.test(path)) {
      return new Response('Not found', { status: 404 });
    }
    const index = await file('index.html');
    return new Response(index ?? MISSING, {
      status: index === undefined ? 503 : 200,
      headers: {
        ...CONSOLE_HEADERS,
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
      },
    });
  };
}

function decoded(pathname: string): string | undefined {
  try {
    const path = decodeURIComponent(pathname);
    return path.includes('\0') ? undefined : path;
  } catch {
    return undefined;
  }
}
