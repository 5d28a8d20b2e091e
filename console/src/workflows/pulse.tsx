/** How the service is doing, in one line: whether runs are on time, and what needs a person. */
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api/context.tsx';
import { type Status, statusQuery } from '../api/tenant.ts';
import { href } from '../router/route.ts';
import { Link } from '../router/router.tsx';
import { counted } from '../words/text.ts';

/** Below this the service is on time: timers fire once a second. */
const LATE_SECONDS = 5;

export function Pulse() {
  const { data } = useQuery(statusQuery(useApi()));
  if (data === undefined) return null;
  const late = (data.oldestDueSeconds ?? 0) > LATE_SECONDS;
  return (
    <p className={late || data.deadLetters > 0 ? 'pulse pulse-warn' : 'pulse'}>
      <span className="dot" />
      {late ? `The oldest due run is ${Math.round(data.oldestDueSeconds ?? 0)} s late` : 'On time'}
      <Attention status={data} />
    </p>
  );
}

function Attention({ status }: { readonly status: Status }) {
  return (
    <>
      {status.held > 0 && (
        <Link href={href('runs', undefined, { state: 'held' })}>{counted(status.held, 'run')} held</Link>
      )}
      {status.failed > 0 && (
        <Link className="bad" href={href('runs', undefined, { state: 'failed' })}>
          {counted(status.failed, 'run')} failed
        </Link>
      )}
      {status.deadLetters > 0 && (
        <span className="bad">{counted(status.deadLetters, 'event')} not deliverable</span>
      )}
    </>
  );
}
