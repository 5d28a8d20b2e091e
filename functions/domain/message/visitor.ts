/**
 * Who loads a picture or follows a link: a person, or a machine that looks at mail before or without them. Known by the
 * `User-Agent` alone. Picture proxies (Gmail, Yahoo) load when a person opens the mail, so they count as that person; Apple's
 * privacy protection loads everything in advance and says only `Mozilla/5.0`.
 */
const PREFETCHERS = [
  /^Mozilla\/5\.0$/,
  // Cubot makes telephones.
  /(?<!cu)bot\b|crawler|spider|scanner|prefetch/i,
  /Barracuda|Proofpoint|Mimecast|Symantec|Sophos|Trend ?Micro|FireEye|SafeLinks|BingPreview|facebookexternalhit|Slackbot/i,
];

export function isMachine(userAgent: string | null): boolean {
  return userAgent !== null && PREFETCHERS.some((pattern) => pattern.test(userAgent.trim()));
}
