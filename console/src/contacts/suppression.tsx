/** Why a channel is closed for a contact, and opening it again, after a question. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { liftSuppression } from '../api/contacts.ts';
import { useApi } from '../api/context.tsx';
import { Confirm } from '../parts/confirm.tsx';

type Props = { readonly contact: string; readonly channel: string; readonly reason: string };

export function Suppression(props: Props) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <span className="bad">{props.reason}</span>{' '}
      <button type="button" className="button" onClick={() => setAsking(true)}>
        Lift
      </button>
      {asking && <Lift {...props} close={() => setAsking(false)} />}
    </>
  );
}

function Lift({ contact, channel, reason, close }: Props & { readonly close: () => void }) {
  const api = useApi();
  const client = useQueryClient();
  const mutation = useMutation({
    mutationFn: () => liftSuppression(api, contact, channel),
    onSuccess: async (card) => {
      client.setQueryData(['contact', contact], card);
      close();
      await client.invalidateQueries({ queryKey: ['contact', contact] });
    },
  });
  return (
    <Confirm title="Lift this suppression?" button="Lift" kind="main" mutation={mutation} close={close}>
      <p>
        Messages may go to this contact again. What was said: {reason}. Do it when the address is known to be
        well; a consent that was withdrawn stays so.
      </p>
    </Confirm>
  );
}
