/** A few thousand made-up people, the same for the same seed: how they write their names, and how they take mail. */

export type Person = {
  readonly email: string;
  readonly csv: string;
  /** Opens this share of the mail that arrives. */
  readonly opens: number;
  /** Follows a link in this share of the mail that was opened. */
  readonly clicks: number;
  /** Buys after this share of the clicks. */
  readonly buys: number;
};

/** A small seeded generator (mulberry32): numbers in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const FIRST = [
  'Ada',
  'Björn',
  'Chiara',
  'Dmitri',
  'Eloïse',
  'Fatima',
  'Grzegorz',
  'Håkon',
  'Inés',
  'Jürgen',
  'Kaoru',
  'Luís',
];
const LAST = [
  'Almeida',
  "O'Brien",
  'Castro, Jr.',
  'Dubois',
  'Eriksson',
  'Fischer',
  'García',
  'Horváth',
  'Ito',
  'Jansen',
];
const ZONES = ['Europe/Rome', 'Europe/Berlin', 'America/New_York', 'Pacific/Auckland', 'Asia/Tokyo', ''];

/** Six in ten have given a number. */
const phone = (index: number): string => (index % 10 < 6 ? `+39320${String(1_000_000 + index)}` : '');

const quote = (value: string): string => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

export const HEADINGS = 'Email Address,First Name,Last Name,Phone Number,TIMEZONE,TAGS';

export function people(count: number, seed: number): readonly Person[] {
  const random = seeded(seed);
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? '';
  return Array.from({ length: count }, (_, index) => {
    const email = `person${index}@example.com`;
    const csv = [email, pick(FIRST), pick(LAST), phone(index), pick(ZONES), random() < 0.2 ? 'customer' : '']
      .map(quote)
      .join(',');
    const eager = random();
    return { email, csv, opens: 0.2 + 0.8 * eager, clicks: 0.1 + 0.4 * eager, buys: 0.3 };
  });
}
