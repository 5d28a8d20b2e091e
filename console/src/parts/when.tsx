/** A moment: in the reader's zone, with UTC when pointed at. */
import { localTime, shortTime, utcTime } from '../words/when.ts';

export function When({ iso, short = false }: { readonly iso: string; readonly short?: boolean }) {
  return (
    <time dateTime={iso} title={utcTime(iso)}>
      {short ? shortTime(iso) : localTime(iso)}
    </time>
  );
}
