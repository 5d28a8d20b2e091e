/** The history, oldest first: each entry in words, with the reason or the clauses that stood behind it. */
import type { Definition } from '../../../workflow-compiler/language/definition.ts';
import type { HistoryEntry } from '../api/runs.ts';
import { KINDS } from '../graph/kinds.ts';
import { Icon } from '../parts/icon.tsx';
import { When } from '../parts/when.tsx';
import { href } from '../router/route.ts';
import { Link } from '../router/router.tsx';
import { clauseOf } from '../words/clause.ts';
import { COMPLETED, headline, reasonWords, subline } from '../words/history.ts';

type Props = {
  readonly history: readonly HistoryEntry[];
  readonly definition: Definition | undefined;
  /** The id of the message that an entry is about, if one was made. */
  readonly messageOf: (entry: HistoryEntry) => string | undefined;
};

const ABOUT_MESSAGES: ReadonlySet<HistoryEntry['did']> = new Set(['sent', 'skipped', 'rejected', 'held']);

export function Timeline({ history, definition, messageOf }: Props) {
  return (
    <ol className="timeline">
      {history.map((entry, index) => (
        <Entry key={index} entry={entry} definition={definition} message={messageOf(entry)} />
      ))}
    </ol>
  );
}

function Entry({
  entry,
  definition,
  message,
}: {
  readonly entry: HistoryEntry;
  readonly definition: Definition | undefined;
  readonly message: string | undefined;
}) {
  const { text, tone } = headline(entry, definition);
  const detail = subline(entry, definition);
  const step = definition?.steps[entry.step];
  const icon =
    entry.did === 'entered'
      ? 'start'
      : entry.did === 'ended'
        ? 'check'
        : step === undefined
          ? 'spark'
          : (KINDS[step.kind]?.icon ?? 'spark');
  return (
    <li className={`entry tone-${tone}`} data-did={entry.did}>
      <span className="chip">
        <Icon name={entry.did === 'failed' ? 'warn' : icon} />
      </span>
      <div>
        <p className="entry-head">
          <strong>{text}</strong>
          <When iso={entry.at} />
        </p>
        {detail !== undefined && <p className="muted">{detail}</p>}
        {entry.why !== undefined && entry.why !== COMPLETED && (
          <p className="why">{reasonWords(entry.why)}</p>
        )}
        {entry.until !== undefined && (
          <p className="muted">
            Until <When iso={entry.until} />
          </p>
        )}
        <Clauses entry={entry} definition={definition} />
        {message !== undefined && ABOUT_MESSAGES.has(entry.did) && (
          <p>
            <Link href={href('outbox', message)}>See the message</Link>
          </p>
        )}
      </div>
    </li>
  );
}

function Clauses({
  entry,
  definition,
}: {
  readonly entry: HistoryEntry;
  readonly definition: Definition | undefined;
}) {
  if (entry.findings === undefined || entry.findings.length === 0) return null;
  return (
    <ul className="clauses">
      {entry.findings.map((finding) => {
        const { text, holds, saw } = clauseOf(finding, entry.step, definition);
        return (
          <li key={finding.at} className={holds ? 'holds' : 'fails'}>
            <Icon name={holds ? 'check' : 'cross'} />
            <span>
              {text}: <b>{holds ? 'yes' : 'no'}</b>
              {saw !== undefined && <span className="muted"> (saw {saw})</span>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
