/** Answers that are made while they are sent: a million contacts never stand in memory. */

/** `name` is what a browser calls the file. */
export function streamed(pieces: AsyncGenerator<string>, type: string, name: string): Response {
  return new Response(streamOf(encoded(pieces)), {
    headers: { 'content-type': type, 'content-disposition': `attachment; filename="${name}"` },
  });
}

/** A line at a time costs the connection many times what the line costs; so many characters go together. */
const TOGETHER = 65_536;

async function* encoded(pieces: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let held = '';
  for await (const piece of pieces) {
    held += piece;
    if (held.length < TOGETHER) continue;
    yield encoder.encode(held);
    held = '';
  }
  if (held !== '') yield encoder.encode(held);
}

/** A body that is read as it is sent; whoever goes away ends the source. */
export function streamOf(source: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const parts = source[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await parts.return?.();
    },
  });
}
