/** Commands as the adapters write them: `new GetItemCommand(input)`, which here is no more than the request to send. */
import type { Asked } from './client.ts';

/** Called with `new` by code that was written for the SDK's classes; a function that answers an object may be. */
type Command = (input: object) => Asked;

/** AWS JSON: every operation is a POST to `/`, named in a header. Moments are epoch seconds. */
export const jsonCommand =
  (version: '1.0' | '1.1', prefix: string) =>
  (operation: string): Command =>
    function command(input) {
      return {
        method: 'POST',
        path: '/',
        headers: {
          'content-type': `application/x-amz-json-${version}`,
          'x-amz-target': `${prefix}.${operation}`,
        },
        body: JSON.stringify(input, momentInSeconds),
      };
    };

/** JSON over REST: the operation is a path, the body what `bodyOf` takes of the input. */
export const restCommand = <Input extends object>(
  pathOf: (input: Input) => string,
  bodyOf: (input: Input) => object = (input) => input,
  method: 'POST' | 'PUT' = 'POST',
) =>
  function command(input: Input): Asked {
    return {
      method,
      path: pathOf(input),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(bodyOf(input)),
    };
  };

/** The same without a body. */
export const deleteCommand = <Input extends object>(pathOf: (input: Input) => string) =>
  function command(input: Input): Asked {
    return { method: 'DELETE', path: pathOf(input), headers: {}, body: '' };
  };

/** `JSON.stringify` has turned a date into text before it asks; what holds it still has the date. */
function momentInSeconds(this: { readonly [name: string]: unknown }, name: string, value: unknown): unknown {
  const held = this[name];
  return held instanceof Date ? held.getTime() / 1000 : value;
}
