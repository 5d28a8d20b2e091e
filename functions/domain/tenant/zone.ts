/** Checks of what a tenant may say about itself that a schema cannot. */

/** True for an IANA zone that this platform knows. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    // Offsets such as `+02:00` are accepted by Intl, but have no daylight saving and are no zone of a person.
    return /^[A-Za-z]/.test(zone);
  } catch {
    return false;
  }
}
