/** How an SMS is counted and billed: in parts, of seven-bit characters (GSM 03.38) or, with any other character, of UCS-2. */

const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** Reached through an escape: two units each. */
const EXTENSION = '\f^{}\\[~]|€';

const basic = new Set(BASIC);
const extension = new Set(EXTENSION);

/** Units in a message of one part, and in each of several, where a header takes some. */
const SIZES = {
  'gsm-7': { single: 160, each: 153 },
  'ucs-2': { single: 70, each: 67 },
} as const;

export type SmsSize = {
  readonly encoding: keyof typeof SIZES;
  /** Septets or UTF-16 units. */
  readonly units: number;
  readonly parts: number;
};

/**
 * A character of two units is never cut in half, so parts may end one unit short.
 *
 * @example smsSize('Ihr Paket kommt 🎉') // { encoding: 'ucs-2', units: 18, parts: 1 }
 */
export function smsSize(text: string): SmsSize {
  const characters = [...text];
  const seven = characters.every((character) => basic.has(character) || extension.has(character));
  const encoding = seven ? 'gsm-7' : 'ucs-2';
  const width = (character: string): number =>
    seven ? (extension.has(character) ? 2 : 1) : character.length;
  const units = characters.reduce((sum, character) => sum + width(character), 0);
  const { single, each } = SIZES[encoding];
  if (units <= single) return { encoding, units, parts: 1 };
  let parts = 1;
  let used = 0;
  for (const character of characters) {
    const size = width(character);
    if (used + size > each) {
      parts += 1;
      used = 0;
    }
    used += size;
  }
  return { encoding, units, parts };
}
