/** Email addresses, as strictly as providers are: no quoting, no address literals. */
import type { Finding } from '../diagnostics/finding.ts';

const ADDRESS =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;

export function emailAddress(address: string | undefined, at: string): readonly Finding[] {
  return address === undefined || (ADDRESS.test(address) && !address.includes('..'))
    ? []
    : [
        {
          code: 'STEP-06',
          at,
          detail: `\`${address}\` is not an email address.`,
          hint: 'Write `name@example.com`, without angle brackets or a name beside it.',
        },
      ];
}
