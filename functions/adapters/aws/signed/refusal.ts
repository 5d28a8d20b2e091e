/** An answer of AWS that is an error, with the name, status and fields that the SDK's exceptions have too. */

export type RefusalFacts = {
  readonly name: string;
  readonly message: string;
  readonly status: number;
  /** What else the answer says: the item that was found, reasons of a cancellation. */
  readonly fields: object;
};

export class Refusal extends Error {
  override readonly name: string;
  readonly $metadata: { readonly httpStatusCode: number };

  constructor({ name, message, status, fields }: RefusalFacts) {
    super(message);
    this.name = name;
    this.$metadata = { httpStatusCode: status };
    for (const [field, value] of Object.entries(fields)) {
      if (!(field in this)) Object.defineProperty(this, field, { value, enumerable: true });
    }
  }
}

/** `named` comes from the header, `aws.protocols#Throttled:http://…` or bare; a body may say it instead. */
export function refusalFacts(status: number, named: string | undefined, body: string): RefusalFacts {
  const fields = readObject(body);
  const inside = new Map(Object.entries(fields));
  const text = (name: string): string | undefined => {
    const value = inside.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const tagged = (name: string): string | undefined => new RegExp(`<${name}>([^<]+)<`).exec(body)?.[1];
  const full = named ?? text('__type') ?? text('code') ?? tagged('Code') ?? `Status${status}`;
  return {
    name: full.replace(/:.*$/, '').replace(/^.*#/, ''),
    message: text('message') ?? text('Message') ?? tagged('Message') ?? `AWS answered ${status}`,
    status,
    fields,
  };
}

function readObject(body: string): object {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/**
 * The service's own classes where an adapter asks for one by `instanceof`; all others are refusals by their name. Said as an object,
 * since a bundle may take the names from classes, and never from the members of an object.
 */
export const refusalOf =
  (classes: Readonly<Record<string, typeof Refusal>>) =>
  (facts: RefusalFacts): Refusal => {
    const Known = (Object.hasOwn(classes, facts.name) ? classes[facts.name] : undefined) ?? Refusal;
    return new Known(facts);
  };
