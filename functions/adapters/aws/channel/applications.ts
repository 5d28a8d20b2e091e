/** Which Pinpoint application a tenant's push messages leave by: an application holds the keys of one app for each platform. */

/** `ID`, or `TENANT:ID`, several with commas; what has no tenant is for all who are not named. */
export const APPLICATIONS = /^([a-z0-9-]+:)?[0-9a-f]{32}(,([a-z0-9-]+:)?[0-9a-f]{32})*$/;

const entries = (text: string): readonly (readonly [tenant: string, id: string])[] =>
  text.split(',').map((entry) => {
    const at = entry.indexOf(':');
    return at === -1 ? ['', entry] : [entry.slice(0, at), entry.slice(at + 1)];
  });

export const allApplications = (text: string): readonly string[] => [
  ...new Set(entries(text).map(([, id]) => id)),
];

/** @example applicationsBy('acme:0…0,1…1')('acme') // '0…0' */
export function applicationsBy(text: string): (tenant: string) => string | undefined {
  const ids = new Map(entries(text));
  return (tenant) => ids.get(tenant) ?? ids.get('');
}
