/** Values of standard details, checked and brought to the one form in which the card holds them. */
import ct from 'countries-and-timezones';
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';
import type { StandardDetail } from '../../../workflow-compiler/predicate/detail.ts';
import type { DetailValue } from '../../../workflow-compiler/predicate/facts.ts';
import { isZone } from '../time/zone.ts';

export type Checked =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly why: string };

const TEXT = 1000;
const EMAIL =
  /^[^\s@<>(),;:"[\]\\\p{Cc}]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u;
const LANGUAGE = /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i;

const CHECKS: { readonly [D in StandardDetail]: (text: string, country: string | undefined) => Checked } = {
  email: checkEmail,
  phone: checkPhone,
  firstName: checkText,
  lastName: checkText,
  company: checkText,
  language: (text) =>
    LANGUAGE.test(text) ? good(text) : bad('is not a language code such as `en` or `pt-BR`'),
  birthday: checkDate,
  zone: (text) => (isZone(text) ? good(text) : bad('is not an IANA time zone such as `Europe/Berlin`')),
};

/** `country`: where a phone number without its country code is taken to be from. */
export function checkStandard(
  detail: StandardDetail,
  value: DetailValue,
  country: string | undefined,
): Checked {
  return CHECKS[detail](String(value).trim(), country);
}

/** Case of the local part is kept as written; addresses are told apart without regard to case. */
export function checkEmail(text: string): Checked {
  return text.length <= 320 && EMAIL.test(text) ? good(text) : bad('is not an e-mail address');
}

/** @example checkPhone('030 901820', 'DE') // { ok: true, value: '+4930901820' } */
export function checkPhone(text: string, country: string | undefined): Checked {
  const home: CountryCode | undefined =
    country !== undefined && isSupportedCountry(country) ? country : undefined;
  if (found.has(text)) return good(text);
  const number = parsePhoneNumberFromString(text, home);
  if (number?.isValid() === true) return good(remembered(number.number));
  return bad(
    text.startsWith('+') || home !== undefined
      ? 'is not a valid phone number'
      : 'is not a valid phone number; without a country it must begin with `+` and the country code',
  );
}

/** Numbers in E.164 that were found valid lately: a number is checked at the door and again on its way onto the card. */
const found = new Set<string>();
const MOST = 2000;

function remembered(number: string): string {
  if (found.size >= MOST) found.clear();
  found.add(number);
  return number;
}

export function checkCountry(text: string): Checked {
  const code = text.trim().toUpperCase();
  return /^[A-Z]{2}$/.test(code) && ct.getCountry(code) !== null
    ? good(code)
    : bad('is not a country code of two letters such as `DE` (ISO 3166-1)');
}

export function checkText(text: string): Checked {
  if (!text.isWellFormed()) return bad('holds half a character (a lone surrogate)');
  return text.length <= TEXT ? good(text) : bad(`is longer than ${TEXT} characters`);
}

function checkDate(text: string): Checked {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (match === null) return bad('is not a date such as `1990-12-31`');
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return day >= 1 && day <= daysIn(year, month) ? good(text) : bad('is not a day of the calendar');
}

/** None in a month that there is not. */
function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (month === 2) return leap ? 29 : 28;
  return [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

function good(value: string): Checked {
  return { ok: true, value };
}

function bad(why: string): Checked {
  return { ok: false, why };
}
