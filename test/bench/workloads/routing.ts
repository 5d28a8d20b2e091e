/**
 * Workflows that ask different things of one tenant's events, and events for them; the same at each call. A tenant's events
 * have names; each workflow listens for one of them and asks one to three things of its properties.
 */
import type { JsonObject } from '../../../workflow-compiler/language/json.ts';
import type { Activity } from '../../../workflow-compiler/predicate/facts.ts';
import { drawing } from './drawing.ts';

export type Asked =
  | { readonly op: 'equals' | 'starts'; readonly property: string; readonly value: string }
  | { readonly op: 'at-least' | 'less'; readonly property: string; readonly value: number }
  | { readonly op: 'in'; readonly property: string; readonly value: readonly string[] }
  | { readonly op: 'exists'; readonly property: string };

export type Listener = {
  readonly tenant: string;
  readonly workflow: string;
  readonly name: string;
  readonly asked: readonly Asked[];
};
export type Told = {
  readonly tenant: string;
  readonly event: Activity & {
    readonly properties: { readonly name: string; readonly properties: JsonObject };
  };
};

/** `sharp`: each workflow asks for one of a thousand articles besides, as those do that sell them. */
export type Shape = {
  readonly workflows: number;
  readonly tenants: number;
  readonly names: number;
  readonly sharp: boolean;
};

export function listeners({ workflows, tenants, names, sharp }: Shape): readonly Listener[] {
  const draw = drawing(12_345);
  const below = (n: number) => Math.floor(draw() * n);
  const kinds: readonly (() => Asked)[] = [
    () => ({ op: 'equals', property: 'category', value: `cat${below(20)}` }),
    () => ({ op: 'at-least', property: 'amount', value: below(500) }),
    () => ({ op: 'less', property: 'quantity', value: 1 + below(10) }),
    () => ({
      op: 'in',
      property: 'country',
      value: [`C${below(10)}`, `C${10 + below(10)}`, `C${20 + below(10)}`],
    }),
    () => ({ op: 'starts', property: 'url', value: `/p/${below(10)}` }),
    () => ({ op: 'exists', property: 'coupon' }),
  ];
  return Array.from({ length: workflows }, (_, index) => {
    const picked = new Set<number>();
    const many = 1 + below(3);
    while (picked.size < many) picked.add(below(kinds.length));
    const asked = [...picked].flatMap((kind) => kinds[kind]?.() ?? []);
    const article: Asked = { op: 'equals', property: 'sku', value: `sku${below(1000)}` };
    return {
      tenant: `t${index % tenants}`,
      workflow: `w${index}`,
      name: `name${below(names)}`,
      asked: sharp ? [article, ...asked] : asked,
    };
  });
}

export function events(many: number, { tenants, names }: Shape): readonly Told[] {
  const draw = drawing(777);
  const below = (n: number) => Math.floor(draw() * n);
  return Array.from({ length: many }, (_, index) => {
    const properties = {
      category: `cat${below(20)}`,
      amount: below(500),
      quantity: below(12),
      country: `C${below(30)}`,
      url: `/p/${below(10)}/${below(1000)}`,
      sku: `sku${below(1000)}`,
      currency: 'EUR',
      ...(draw() < 0.3 ? { coupon: `X${below(100)}` } : {}),
    };
    return {
      tenant: `t${below(tenants)}`,
      event: {
        id: `e${index}`,
        type: 'external.occurred',
        at: '2026-06-01T00:00:00.000Z',
        properties: { name: `name${below(names)}`, properties },
      },
    };
  });
}
