/**
 * What a column means, by its heading: our own names and those of the exports that people bring (Mailchimp, HubSpot, Brevo, and
 * common spellings). Whatever is not known becomes a custom detail under its own heading.
 */
import { ADDRESS_PARTS, STANDARD_DETAILS } from '../../../workflow-compiler/predicate/detail.ts';
import type { Channel } from '../../../workflow-compiler/predicate/facts.ts';

export type Column =
  | { readonly to: 'id' | 'full-name' | 'full-address' | 'tags' | 'lists' | 'score' | 'skip' }
  | { readonly to: 'detail'; readonly name: string }
  /** The cell says `in` or `out`. */
  | { readonly to: 'consent'; readonly channel: Channel }
  /** A cell that is not empty (and not `no`) says this; a date in it is when. */
  | { readonly to: 'opt-in' | 'opt-out'; readonly channel: Channel }
  /** A date: when the consent that the import brings was given. */
  | { readonly to: 'consent-at'; readonly channel: Channel };

const HEADINGS: { readonly [detail: string]: readonly string[] } = {
  email: ['emailaddress', 'mail', 'emailadresse', 'correo', 'primaryemail'],
  phone: [
    'phonenumber',
    'sms',
    'mobile',
    'mobilephone',
    'mobilephonenumber',
    'mobilenumber',
    'telephone',
    'telefon',
    'tel',
  ],
  firstName: ['fname', 'givenname', 'vorname', 'prenom'],
  lastName: ['lname', 'surname', 'familyname', 'nachname', 'nom'],
  company: ['companyname', 'organisation', 'organization', 'firma', 'associatedcompany'],
  language: ['preferredlanguage', 'lang', 'sprache'],
  birthday: ['birthdate', 'dateofbirth', 'dob', 'geburtstag', 'geburtsdatum'],
  zone: ['timezone'],
  'address.street': ['street', 'streetaddress', 'address1', 'addressline1', 'strasse'],
  'address.city': ['city', 'town', 'stadt', 'ort'],
  'address.postalCode': ['zip', 'zipcode', 'postcode', 'postalcode', 'zippostalcode', 'plz'],
  'address.region': ['region', 'state', 'province', 'stateregion', 'stateprovince'],
  'address.country': ['country', 'countrycode', 'countryregion', 'cc', 'land'],
};

const SPECIAL: { readonly [heading: string]: Column } = {
  id: { to: 'id' },
  contactkey: { to: 'id' },
  name: { to: 'full-name' },
  fullname: { to: 'full-name' },
  contactname: { to: 'full-name' },
  address: { to: 'full-address' },
  tags: { to: 'tags' },
  tag: { to: 'tags' },
  lists: { to: 'lists' },
  list: { to: 'lists' },
  score: { to: 'score' },
  consentemail: { to: 'consent', channel: 'email' },
  consentsms: { to: 'consent', channel: 'sms' },
  consentpush: { to: 'consent', channel: 'push' },
  consentwhatsapp: { to: 'consent', channel: 'whatsapp' },
  doubleoptin: { to: 'opt-in', channel: 'email' },
  optintime: { to: 'consent-at', channel: 'email' },
  unsubtime: { to: 'opt-out', channel: 'email' },
  unsubscribed: { to: 'opt-out', channel: 'email' },
  unsubscribedfromallemail: { to: 'opt-out', channel: 'email' },
  emailblacklist: { to: 'opt-out', channel: 'email' },
  emailblocklist: { to: 'opt-out', channel: 'email' },
  smsblacklist: { to: 'opt-out', channel: 'sms' },
  smsblocklist: { to: 'opt-out', channel: 'sms' },
  // What only their sender can use.
  leid: { to: 'skip' },
  euid: { to: 'skip' },
  gmtoff: { to: 'skip' },
  dstoff: { to: 'skip' },
  createdat: { to: 'skip' },
  updatedat: { to: 'skip' },
};

const KNOWN: ReadonlyMap<string, Column> = new Map<string, Column>([
  ...[...STANDARD_DETAILS, ...ADDRESS_PARTS.map((part) => `address.${part}`)].flatMap((name) =>
    [plain(name), ...(HEADINGS[name] ?? [])].map((heading): [string, Column] => [
      heading,
      { to: 'detail', name },
    ]),
  ),
  ...Object.entries(SPECIAL),
]);

/** From heading to what it means, by people: a detail's name, `tags`, `lists`, `consent.email`, `skip` … */
export type Mapping = { readonly [heading: string]: string };

/**
 * @example columnOf('E-Mail Address', {}, 0) // { to: 'detail', name: 'email' }
 */
export function columnOf(heading: string, mapping: Mapping, index: number): Column {
  const text = heading.trim();
  const named = Object.hasOwn(mapping, text) ? mapping[text] : undefined;
  if (named !== undefined) return KNOWN.get(plain(named)) ?? special(named) ?? { to: 'detail', name: named };
  if (text === '') return { to: 'detail', name: `column-${index + 1}` };
  if (text.startsWith('details.')) return { to: 'detail', name: text.slice('details.'.length) };
  return KNOWN.get(plain(text)) ?? { to: 'detail', name: text.slice(0, 100) };
}

function special(named: string): Column | undefined {
  return named === 'skip' || named === '' ? { to: 'skip' } : undefined;
}

/** Whether a file with these columns names its contacts at all. */
export function identifies(columns: readonly Column[]): boolean {
  return columns.some(
    (column) => column.to === 'id' || (column.to === 'detail' && ['email', 'phone'].includes(column.name)),
  );
}

/** Headings are told apart without case, spaces and marks: `E-Mail Address` is `emailaddress`. */
function plain(heading: string): string {
  return heading
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/ß/g, 'ss')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}
