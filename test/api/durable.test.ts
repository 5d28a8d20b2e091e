import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../functions/ports/store-errors.ts';
import { durably } from '../../infra/local/durable.ts';

const request = (method: string): Request => new Request('http://localhost/v1/contacts', { method });

/** A disk that fails `times` commits, and a handler that counts how often it was asked. */
function failing(times: number) {
  let left = times;
  let asked = 0;
  const handle = durably(
    async () => new Response(String(++asked)),
    async () => {
      if (left-- > 0) throw new StoreUnavailable('Nothing was saved.');
    },
  );
  return { handle, asked: () => asked };
}

describe('an answer leaves when what it tells is on disk', () => {
  it('waits for the commit', async () => {
    let commit = (): void => {};
    const flushed = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let left = false;
    const answer = durably(
      async () => new Response('told'),
      () => flushed,
    )(request('GET')).then((response) => {
      left = true;
      return response.text();
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(left).toBe(false);
    commit();
    expect(await answer).toBe('told');
  });

  it('reads again what was taken back', async () => {
    const { handle, asked } = failing(2);
    expect(await (await handle(request('GET'))).text()).toBe('3');
    expect(asked()).toBe(3);
  });

  it('says that the service is not available when the disk goes on failing', async () => {
    const { handle } = failing(3);
    const response = await handle(request('GET'));
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ detail: 'Nothing was saved.' });
  });

  it('never does a write twice', async () => {
    const { handle, asked } = failing(1);
    expect(await (await handle(request('POST'))).text()).toBe('1');
    expect(asked()).toBe(1);
  });
});
