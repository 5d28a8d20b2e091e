/** An HTTP API's event (payload 2.0) as a web request, and the web response as its answer. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

type Serve = (request: Request) => Promise<Response>;

export const http =
  (serve: Serve) =>
  async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> =>
    toResult(await serve(toRequest(event)));

export function toRequest(event: APIGatewayProxyEventV2): Request {
  const { rawPath, rawQueryString, headers, cookies = [], body, isBase64Encoded, requestContext } = event;
  const query = rawQueryString === '' ? '' : `?${rawQueryString}`;
  const all = new Headers();
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) all.set(name, value);
  if (cookies.length > 0) all.set('cookie', cookies.join('; '));
  const { method } = requestContext.http;
  const bodiless = method === 'GET' || method === 'HEAD' || body === undefined;
  return new Request(`https://${requestContext.domainName}${rawPath}${query}`, {
    method,
    headers: all,
    ...(bodiless ? {} : { body: isBase64Encoded ? Buffer.from(body, 'base64') : body }),
  });
}

const TEXT = /^text\/|\bjson\b|\bxml\b|charset=utf-8/i;

export async function toResult(response: Response): Promise<APIGatewayProxyStructuredResultV2> {
  const cookies = response.headers.getSetCookie();
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== 'set-cookie'));
  const bytes = Buffer.from(await response.arrayBuffer());
  const text = TEXT.test(response.headers.get('content-type') ?? '');
  return {
    statusCode: response.status,
    headers,
    ...(cookies.length > 0 ? { cookies } : {}),
    ...(bytes.length === 0 ? {} : { body: bytes.toString(text ? 'utf8' : 'base64'), isBase64Encoded: !text }),
  };
}
