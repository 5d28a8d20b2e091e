/** Requests and answers through the HTTP API's event. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { http, toRequest, toResult } from '../../functions/lambda/http.ts';

function event(
  method: string,
  rawPath: string,
  more: Partial<APIGatewayProxyEventV2> = {},
): APIGatewayProxyEventV2 {
  const requestContext = {
    accountId: '0',
    apiId: 'api',
    domainName: 'api.example.com',
    domainPrefix: 'api',
    http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
    requestId: 'r',
    routeKey: '$default',
    stage: '$default',
    time: '',
    timeEpoch: 0,
  };
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString: '',
    headers: {},
    isBase64Encoded: false,
    requestContext,
    ...more,
  };
}

describe('a request', () => {
  test('has the address, query, headers and body that were sent', async () => {
    const request = toRequest(
      event('PUT', '/v1/workflows/a%20b', {
        rawQueryString: 'x=1&x=2',
        headers: { authorization: 'Bearer key', 'content-type': 'application/json' },
        cookies: ['a=1', 'b=2'],
        body: Buffer.from('{"ü":1}').toString('base64'),
        isBase64Encoded: true,
      }),
    );
    expect(request.url).toBe('https://api.example.com/v1/workflows/a%20b?x=1&x=2');
    expect(request.method).toBe('PUT');
    expect(request.headers.get('authorization')).toBe('Bearer key');
    expect(request.headers.get('cookie')).toBe('a=1; b=2');
    expect(await request.text()).toBe('{"ü":1}');
  });

  test.each(['GET', 'HEAD'])('of %s has no body', (method) => {
    expect(toRequest(event(method, '/t/o/token.gif', { body: '' })).body).toBeNull();
  });
});

describe('an answer', () => {
  test('of text is text', async () => {
    const response = new Response('{"ü":1}', {
      status: 201,
      headers: { 'content-type': 'application/json' },
    });
    expect(await toResult(response)).toEqual({
      statusCode: 201,
      headers: { 'content-type': 'application/json' },
      body: '{"ü":1}',
      isBase64Encoded: false,
    });
  });

  test('of bytes is base64, and cookies stand apart', async () => {
    const headers = new Headers({ 'content-type': 'image/gif' });
    headers.append('set-cookie', 'a=1');
    headers.append('set-cookie', 'b=2');
    expect(await toResult(new Response(Buffer.from([0, 255]), { headers }))).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'image/gif' },
      cookies: ['a=1', 'b=2'],
      body: 'AP8=',
      isBase64Encoded: true,
    });
  });

  test('without a body has none', async () => {
    const serve = http(
      async () => new Response(null, { status: 302, headers: { Location: 'https://example.com' } }),
    );
    expect(await serve(event('GET', '/t/c/token'))).toEqual({
      statusCode: 302,
      headers: { location: 'https://example.com' },
    });
  });
});
