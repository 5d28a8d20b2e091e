/** Publish, start and stop, each after a question that says what will happen. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../api/context.tsx';
import { publish, start, stop, type WorkflowWithDraft } from '../api/workflows.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Icon } from '../parts/icon.tsx';

type Question = 'publish' | 'start' | 'stop';

export function Actions({ workflow }: { readonly workflow: WorkflowWithDraft }) {
  const [asking, setAsking] = useState<Question>();
  const started = workflow.live !== undefined && workflow.state !== 'stopped';
  return (
    <>
      {workflow.state === 'draft' && workflow.draft !== undefined && (
        <button type="button" className="button button-main" onClick={() => setAsking('publish')}>
          Publish
        </button>
      )}
      {!started && workflow.latest > 0 && (
        <button type="button" className="button button-main" onClick={() => setAsking('start')}>
          <Icon name="play" />
          Start
        </button>
      )}
      {started && (
        <button type="button" className="button" onClick={() => setAsking('stop')}>
          <Icon name="stop" />
          Stop
        </button>
      )}
      {asking !== undefined && (
        <Asked question={asking} workflow={workflow} close={() => setAsking(undefined)} />
      )}
    </>
  );
}

type AskedProps = {
  readonly question: Question;
  readonly workflow: WorkflowWithDraft;
  readonly close: () => void;
};

function Asked({ question, workflow, close }: AskedProps) {
  const api = useApi();
  const client = useQueryClient();
  const [inside, setInside] = useState<'exit' | 'finish'>('finish');
  const { name, latest } = workflow;
  const act: { readonly [Q in Question]: () => Promise<unknown> } = {
    publish: () => publish(api, name, true),
    start: () => start(api, name, latest),
    stop: () => stop(api, name, inside),
  };
  const mutation = useMutation({
    mutationFn: () => act[question](),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['workflow', name] });
      close();
    },
  });
  const words = WORDS[question];
  return (
    <Confirm
      title={words.title(latest)}
      button={words.button}
      kind={question === 'stop' ? 'stop' : 'main'}
      mutation={mutation}
      close={close}
    >
      <p>{words.text}</p>
      {question === 'stop' && <Inside chosen={inside} choose={setInside} />}
    </Confirm>
  );
}

const WORDS: {
  readonly [Q in Question]: {
    readonly title: (latest: number) => string;
    readonly text: string;
    readonly button: string;
  };
} = {
  publish: {
    title: (latest) => `Publish version ${latest + 1} and start it?`,
    text: 'The draft is compiled and fixed as a version. Contacts enter it from now on; messages really go out.',
    button: 'Publish and start',
  },
  start: {
    title: (latest) => `Start version ${latest}?`,
    text: 'Contacts enter it from now on; messages really go out.',
    button: 'Start',
  },
  stop: {
    title: () => 'Stop this workflow?',
    text: 'Nobody enters any more, within a second. Choose what becomes of the contacts inside.',
    button: 'Stop',
  },
};

function Inside({
  chosen,
  choose,
}: {
  readonly chosen: 'exit' | 'finish';
  readonly choose: (inside: 'exit' | 'finish') => void;
}) {
  return (
    <fieldset className="radios">
      <legend>Contacts inside</legend>
      <label>
        <input type="radio" name="inside" checked={chosen === 'finish'} onChange={() => choose('finish')} />
        <span>
          <strong>finish</strong> their way through, messages included
        </span>
      </label>
      <label>
        <input type="radio" name="inside" checked={chosen === 'exit'} onChange={() => choose('exit')} />
        <span>
          <strong>exit</strong> at their next step, and get no further message
        </span>
      </label>
    </fieldset>
  );
}
