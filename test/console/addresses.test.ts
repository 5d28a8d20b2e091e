/** Addresses: the console's own, the API's, and the key in the fragment. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { address, segment } from '../../console/src/api/http.ts';
import { href, routeOf } from '../../console/src/router/route.ts';
import { keyInFragment } from '../../console/src/session/key.ts';

describe('routes', () => {
  it.each([
    ['/', { page: 'workflows' }],
    ['/workflows/', { page: 'workflows' }],
    ['/workflows/welcome', { page: 'workflow', id: 'welcome' }],
    ['/runs/c1.0123', { page: 'run', id: 'c1.0123' }],
    ['/outbox/c1.0123.4', { page: 'message', id: 'c1.0123.4' }],
    ['/runs/a/b', { page: 'missing' }],
    ['/constructor', { page: 'missing' }],
    ['/contacts/%E0%A4%A', { page: 'contact', id: '%E0%A4%A' }],
  ])('%s', (path, route) => {
    expect(routeOf(path)).toEqual(route);
  });

  it('lead back from every id', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (id) => {
        expect(routeOf(href('contacts', id))).toEqual({ page: 'contact', id });
      }),
    );
  });

  it('carry a filter and leave out what is empty', () => {
    expect(href('runs', undefined, { workflow: 'welcome', step: '', state: undefined })).toBe(
      '/runs?workflow=welcome',
    );
  });
});

describe('API addresses', () => {
  it('leave out what is empty and escape the rest', () => {
    expect(address('/v1/contacts', { email: 'a+b@c.d', after: undefined, limit: 1 })).toBe(
      '/v1/contacts?email=a%2Bb%40c.d&limit=1',
    );
    expect(segment('a/b')).toBe('a%2Fb');
  });
});

describe('the key in the fragment', () => {
  it.each([
    ['#key=sk_local_1', 'sk_local_1'],
    ['#other=1&key=sk_local_1', 'sk_local_1'],
    ['#key=', undefined],
    ['#main', undefined],
    ['', undefined],
  ])('%s', (fragment, key) => {
    expect(keyInFragment(fragment)).toBe(key);
  });
});
