/** Mail addresses as they leave the house: checked again here, since a header must hold whatever was imported or rendered. */

const ADDRESS = /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@[\p{L}\p{N}.-]{1,253}$/u;

export function isMailAddress(text: string): boolean {
  return text.length <= 320 && ADDRESS.test(text) && !text.includes('..');
}
