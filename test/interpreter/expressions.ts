// Generators of JSONata expressions inside (and at the edge of) the closures' subset, and of data for them.

import fc from 'fast-check';

const key = fc.constantFrom('a', 'b', 'c', 'items', 'name');
const scalar = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer({ min: -3, max: 5 }),
  fc.constantFrom(0.5, 1.2345678901234567),
  fc.constantFrom('', 'x', 'a', 'hello world', '5', 'é😀'),
);

export const data = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3 }),
  ),
})).value;

const literal = fc.constantFrom(
  '1',
  '0',
  '-2',
  '2.5',
  '"x"',
  '"a"',
  '""',
  'true',
  'false',
  'null',
  '[]',
  '{}',
  '[1]',
);
const functions1 =
  'sum count max min average string length lowercase uppercase trim number abs floor round sqrt';
const moreFunctions1 = 'boolean not keys exists merge reverse type distinct spread zip fromMillis parse';
const one = fc.constantFrom(...functions1.split(' '), ...moreFunctions1.split(' '));
const two = fc.constantFrom(
  ...'append join contains split lookup substring substringBefore substringAfter power partition'.split(' '),
);
const operator = fc.constantFrom(
  ...['+', '-', '*', '/', '%', '=', '!=', '<', '<=', '>', '>=', '&', 'in', 'and', 'or', '..'],
);

export const expression = fc.letrec<{ path: string; step: string; any: string }>((tie) => ({
  path: fc
    .tuple(
      fc.constantFrom('$v', '$w', '$states.input', '$states.input.items'),
      fc.array(tie('step'), { maxLength: 3 }),
    )
    .map(([root, steps]) => `${root}${steps.join('')}`),
  step: fc.oneof(
    { maxDepth: 3 },
    { weight: 5, arbitrary: key.map((name) => `.${name}`) },
    fc.constantFrom('[0]', '[-1]', '[]', '[1]', '.*', '.$'),
    key.map((name) => `[${name} = 1]`),
    key.map((name) => `.{"${name}": ${name}, "z": $}`),
    key.map((name) => `.[${name}]`),
    key.map((name) => `{"k": ${name}}`),
    tie('any').map((inner) => `[${inner}]`),
    tie('any').map((inner) => `.(${inner})`),
  ),
  any: fc.oneof(
    { maxDepth: 4, depthSize: 'medium' },
    literal,
    tie('path'),
    tie('path'),
    fc.tuple(tie('any'), operator, tie('any')).map(([left, sign, right]) => `(${left} ${sign} ${right})`),
    fc
      .tuple(tie('any'), tie('any'), tie('any'))
      .map(([test, then, other]) => `(${test} ? ${then} : ${other})`),
    fc.tuple(one, tie('any')).map(([name, arg]) => `$${name}(${arg})`),
    fc.tuple(two, tie('any'), tie('any')).map(([name, left, right]) => `$${name}(${left}, ${right})`),
    fc.tuple(tie('any'), tie('any')).map((items) => `[${items.join(', ')}]`),
    fc.tuple(tie('any'), tie('any')).map(([left, right]) => `{"p": ${left}, "q": ${right}}`),
    fc.tuple(tie('any'), tie('any')).map(([bound, rest]) => `($x := ${bound}; [$x, ${rest}])`),
    fc.tuple(tie('any'), one).map(([value, name]) => `(${value} ~> $${name}())`),
    tie('any').map((inner) => `-${inner}`),
    tie('any').map((inner) => `$map(${inner}, function($i){$i})`),
  ),
})).any;
