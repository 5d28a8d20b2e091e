/**
 * The OpenAPI 3.1 document, made from the table of routes. TypeBox schemas are JSON Schema 2020-12 already, which is what 3.1
 * speaks; those with a title become components.
 */
import type { TObject } from 'typebox';
import { PROBLEMS } from './problem.ts';
import type { Route } from './route.ts';
import { ProblemBody } from './schema.ts';

export type Schema = { readonly [keyword: string]: unknown };

export type Operation = {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: { readonly [status: string]: unknown };
};
type Parameter = {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description?: string;
  /** `?limit=`, as forms send it, is as good as no limit. */
  readonly allowEmptyValue?: true;
  readonly schema: Schema;
};
type Content = { readonly [type: string]: { readonly schema: Schema } };

export type OpenApi = {
  readonly openapi: '3.1.0';
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description: string;
    readonly license: { readonly name: string; readonly identifier: string };
  };
  readonly servers: readonly { readonly url: string }[];
  readonly security: readonly unknown[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
  readonly components: {
    readonly securitySchemes: unknown;
    readonly responses: unknown;
    readonly schemas: { readonly [name: string]: Schema };
  };
};

const ABOUT = `Marketing workflows for many tenants. The tenant comes from the API key alone, sent as \`Authorization: Bearer sk_…\`. Where the product was told an OpenID provider, people send its token in the same place: its claims \`tenant\` and \`role\` say whose it is.

Lists are \`{"items": […], "next"?: "…"}\`; pass \`next\` as \`after\` with the same filters. Errors are RFC 9457 problems. What belongs to another tenant is a 404. Every POST, PUT and PATCH takes an \`Idempotency-Key\`: the same request under the same key within 24 hours is done once and answered alike. Each tenant may make a number of requests a second (500, and 1000 at once, unless its operator says otherwise; counted per process); a 429 says in \`Retry-After\` when to go on. A body has at most 2 MiB and nests at most 100 levels, but for imports.

Roles of keys: \`viewer\` reads, \`editor\` writes, \`admin\` also makes keys, \`operator\` also makes tenants.`;

const IDEMPOTENCY: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Done once per key for 24 hours.',
  schema: { type: 'string', maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
};

/** Pure: the same routes, the same document. */
export function openApi(routes: readonly Route[]): OpenApi {
  const schemas: Record<string, Schema> = {};
  const plain = (schema: unknown): Schema => hoist(JSON.parse(JSON.stringify(schema)), schemas);
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes) {
    const methods = paths[route.path] ?? {};
    paths[route.path] = methods;
    methods[route.method.toLowerCase()] = operation(route, plain);
  }
  plain(ProblemBody);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sojourn',
      version: '1',
      description: ABOUT,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }],
    tags: [...new Set(routes.map((route) => route.tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', bearerFormat: 'sk_<tenant>_<secret>' } },
      responses: {
        Problem: {
          description: `One of: ${Object.entries(PROBLEMS)
            .map(([name, { status }]) => `${status} ${name}`)
            .join(', ')}.`,
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
      schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
}

function operation(route: Route, plain: (schema: unknown) => Schema): Operation {
  const parameters: Parameter[] = [
    ...parametersOf('path', route.params, plain),
    ...parametersOf('query', route.query, plain),
    ...(['POST', 'PUT', 'PATCH'].includes(route.method) ? [IDEMPOTENCY] : []),
  ];
  const bodySchema = route.body === undefined ? unparsed(route) : plain(route.body);
  const response = { schema: plain(route.response) };
  const content = Object.fromEntries(route.gives.map((type) => [type, response]));
  return {
    operationId: operationId(route),
    summary: route.summary,
    description: `${route.description === undefined ? '' : `${route.description} `}Role: \`${route.role}\`.`,
    tags: [route.tag],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.bodyKind === 'none'
      ? {}
      : {
          requestBody: {
            required: true,
            content: Object.fromEntries(route.bodyTypes.map((type) => [type, { schema: bodySchema }])),
          },
        }),
    responses: {
      ...Object.fromEntries(
        route.statuses.map((status) => [
          String(status),
          status === 204
            ? { description: SUCCESS[status] }
            : { description: SUCCESS[status] ?? 'Done', content },
        ]),
      ),
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

/** A stream is bytes. Text comes in types of which some are parsed, YAML above all: as what, is for the route to find wrong. */
const unparsed = ({ bodyKind }: Route): Schema =>
  bodyKind === 'stream' ? { type: 'string', format: 'binary' } : {};

const SUCCESS: { readonly [status: number]: string } = {
  200: 'Done',
  201: 'Created',
  202: 'Accepted: it goes on in the background',
  204: 'Done, nothing to say',
};

function parametersOf(
  place: 'path' | 'query',
  schema: TObject | undefined,
  plain: (schema: unknown) => Schema,
): readonly Parameter[] {
  if (schema === undefined) return [];
  // TypeBox leaves `required` out when nothing is.
  const required: readonly string[] | undefined = schema.required;
  return Object.entries(schema.properties).map(([name, each]) => {
    const { description, ...rest } = plain(each);
    return {
      name,
      in: place,
      required: place === 'path' || required?.includes(name) === true,
      ...(typeof description === 'string' ? { description } : {}),
      ...(place === 'query' ? { allowEmptyValue: true as const } : {}),
      schema: rest,
    };
  });
}

/** `GET /v1/runs/{id}` → `getRunsById`. */
function operationId({ method, path }: Route): string {
  const words = path.replace('/v1/', '').split(/[/.]/);
  const named = words.map((word) => {
    const inner = /^\{(\w+)\}$/.exec(word)?.[1];
    const text = inner === undefined ? word : `by-${inner}`;
    return text.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
  });
  return `${method.toLowerCase()}${named.join('')}`;
}

/** Moves titled object schemas into `into`, leaving references. */
function hoist(schema: unknown, into: Record<string, Schema>): Schema {
  if (typeof schema !== 'object' || schema === null) return {};
  const copy: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) copy[keyword] = inner(value, into);
  const { title } = copy;
  if (typeof title !== 'string' || copy.type !== 'object') return copy;
  into[title] = copy;
  return { $ref: `#/components/schemas/${title}` };
}

function inner(value: unknown, into: Record<string, Schema>): unknown {
  if (Array.isArray(value)) return value.map((each) => inner(each, into));
  return typeof value === 'object' && value !== null ? hoist(value, into) : value;
}
