/**
 * Makes a mail safe to look at. The frame that shows it runs no scripts and opens no windows; here it is made sure that
 * looking does not count: the pixel goes, links lead nowhere, nothing but styles and pictures may load.
 */

/** Paths under which the product counts opens; see the tracking endpoints. */
const PIXEL = /\/t\/o\//;

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data: https: http:";

/** A whole document for `srcdoc`. */
export function quietMail(html: string): string {
  const mail = new DOMParser().parseFromString(html, 'text/html');
  for (const image of mail.querySelectorAll('img')) {
    if (PIXEL.test(image.getAttribute('src') ?? '')) image.remove();
  }
  for (const element of mail.querySelectorAll(
    'script, iframe, object, embed, form, base, link, meta[http-equiv]',
  )) {
    element.remove();
  }
  for (const link of mail.querySelectorAll('a[href], area[href]')) {
    // Kept as a title, so that pointing at a link still tells where it leads; following one would count as a click.
    link.setAttribute('title', link.getAttribute('href') ?? '');
    link.removeAttribute('href');
    link.setAttribute('data-link', '');
  }
  const policy = mail.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = POLICY;
  const looks = mail.createElement('style');
  looks.textContent = 'a[data-link]{text-decoration:underline;cursor:pointer}';
  mail.head.prepend(policy, looks);
  return `<!doctype html>${mail.documentElement.outerHTML}`;
}
