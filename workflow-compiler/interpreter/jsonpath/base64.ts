// Base64 of UTF-8 text, for States.Base64Encode and States.Base64Decode: the room has no Buffer.

import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function base64Encode(text: string): string {
  const bytes = utf8ToBytes(text);
  let out = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.subarray(at, at + 3);
    const word = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    const digits = [18, 12, 6, 0].map((shift) => ALPHABET[(word >> shift) & 63] ?? '');
    if (c === undefined) digits[3] = '=';
    if (b === undefined) digits[2] = '=';
    out += digits.join('');
  }
  return out;
}

/** Undefined for text that is no Base64. */
export function base64Decode(text: string): string | undefined {
  const clean = text.replace(/=+$/, '');
  const bytes: number[] = [];
  let word = 0;
  let bits = 0;
  for (const letter of clean) {
    const digit = ALPHABET.indexOf(letter);
    if (digit === -1) return undefined;
    word = ((word << 6) | digit) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((word >> bits) & 255);
  }
  return decodeURIComponent(bytesToHex(Uint8Array.from(bytes)).replace(/../g, '%$&'));
}
