/** The filter's fields. Choices apply at once; text applies when it is finished (Enter, or leaving the field). */
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { useApi } from '../api/context.tsx';
import { versionQuery, workflowsQuery } from '../api/workflows.ts';
import { stepNames } from '../words/step.ts';
import { readersZone } from '../words/when.ts';

const STATES = [
  ['running', 'Running'],
  ['waiting', 'Waiting'],
  ['held', 'Held'],
  ['done', 'Done'],
  ['left', 'Left early'],
  ['failed', 'Failed'],
] as const;

type Props = {
  readonly value: (name: string) => string;
  readonly change: (change: Readonly<Record<string, string>>) => void;
  readonly filtered: boolean;
};

export function RunFilters({ value, change, filtered }: Props) {
  const api = useApi();
  const workflows = useQuery(workflowsQuery(api)).data?.items ?? [];
  const chosen = workflows.find(({ name }) => name === value('workflow'));
  const version = useQuery(versionQuery(api, chosen?.name ?? '', chosen?.live ?? chosen?.latest ?? 0));
  const definition = chosen === undefined ? undefined : version.data?.definition;
  const zone = readersZone();
  return (
    <search className="filters" aria-label="Filter">
      <Field label="Workflow">
        {(id) => (
          <select
            id={id}
            value={value('workflow')}
            onChange={({ target }) => change({ workflow: target.value, step: '' })}
          >
            <option value="">All</option>
            {workflows.map(({ name, title }) => (
              <option key={name} value={name}>
                {title || name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Step">
        {(id) => (
          <select
            id={id}
            value={value('step')}
            disabled={definition === undefined}
            onChange={({ target }) => change({ step: target.value })}
          >
            <option value="">{definition === undefined ? 'Choose a workflow first' : 'All'}</option>
            {definition !== undefined &&
              Object.keys(definition.steps).map((step) => (
                <option key={step} value={step}>
                  {stepNames(definition)(step)}
                </option>
              ))}
          </select>
        )}
      </Field>
      <Field label="State">
        {(id) => (
          <select id={id} value={value('state')} onChange={({ target }) => change({ state: target.value })}>
            <option value="">All</option>
            {STATES.map(([state, word]) => (
              <option key={state} value={state}>
                {word}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Contact">
        {(id) => <TextField id={id} value={value('contact')} set={(contact) => change({ contact })} />}
      </Field>
      <Field label={`From (${zone})`} wide>
        {(id) => (
          <input
            id={id}
            type="datetime-local"
            value={value('from')}
            onChange={({ target }) => change({ from: target.value })}
          />
        )}
      </Field>
      <Field label={`To (${zone})`} wide>
        {(id) => (
          <input
            id={id}
            type="datetime-local"
            value={value('to')}
            onChange={({ target }) => change({ to: target.value })}
          />
        )}
      </Field>
      {filtered && (
        <button
          type="button"
          className="button"
          onClick={() => change({ workflow: '', step: '', state: '', contact: '', from: '', to: '' })}
        >
          Clear
        </button>
      )}
    </search>
  );
}

function Field({
  label,
  wide = false,
  children,
}: {
  readonly label: string;
  readonly wide?: boolean;
  readonly children: (id: string) => ReactNode;
}) {
  const id = useId();
  return (
    <div className={wide ? 'field field-wide' : 'field'}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}

function TextField({
  id,
  value,
  set,
}: {
  readonly id: string;
  readonly value: string;
  readonly set: (text: string) => void;
}) {
  return (
    <input
      // The key makes "Clear" empty the field, which otherwise keeps what is being typed.
      key={value}
      id={id}
      type="search"
      placeholder="E-mail address or id"
      defaultValue={value}
      onBlur={({ target }) => set(target.value.trim())}
      onKeyDown={(event) => {
        if (event.key === 'Enter') set(event.currentTarget.value.trim());
      }}
    />
  );
}
