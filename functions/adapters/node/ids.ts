/** Identifiers from the system's randomness. */
import { randomBytes } from 'node:crypto';
import type { Ids } from '../../ports/ids.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** 130 bits as 26 characters of base 32. */
export const systemIds: Ids = {
  random: () => Array.from(randomBytes(26), (byte) => ALPHABET[byte & 31]).join(''),
};
