/**
 * Suppressions: channels that are closed for a contact since something bounced, or somebody complained. They come by themselves,
 * or from the list of the provider before us, and are lifted by a person.
 */
import Type from 'typebox';
import { FROM_API } from '../../domain/contact/cause.ts';
import { changeContact } from '../../domain/contact/change-contact.ts';
import { liftSuppression } from '../../domain/contact/lift-suppression.ts';
import { isContactId } from '../../domain/ids.ts';
import { notFound, type Problem } from '../problem.ts';
import { route } from '../route.ts';
import { refusal, shownCard } from './changes.ts';
import { Contact } from './schema.ts';

const params = Type.Object({
  id: Type.String(),
  channel: Type.Union([Type.Literal('email'), Type.Literal('sms'), Type.Literal('push')]),
});

export const suppressionRoutes = [
  route({
    method: 'PUT',
    path: '/v1/contacts/{id}/suppressions/{channel}',
    tag: 'Contacts',
    summary: 'Suppress a channel of a contact',
    description:
      'Nothing goes out by it any more, whatever the consents say. Bounces for good and complaints do it by themselves; this is for the list of another provider. Where there is one already its reason stays.',
    role: 'editor',
    params,
    body: Type.Object(
      { reason: Type.String({ minLength: 1, maxLength: 200 }) },
      { additionalProperties: false },
    ),
    response: Contact,
    handle: async ({ deps, tenant, params: { id, channel }, body: { reason } }) => {
      if (!isContactId(id)) throw unknownContact();
      const change = { do: 'suppress', channel, reason } as const;
      const done = await changeContact(deps, tenant, id, [change], FROM_API);
      if (done.outcome === 'absent') throw unknownContact();
      if (done.outcome === 'refused') throw refusal(done.problems, [{ at: '/reason', change }]);
      return { body: shownCard(done.card, deps.clock.now()) };
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/contacts/{id}/suppressions/{channel}',
    tag: 'Contacts',
    summary: 'Lift a suppression',
    description:
      'For an address that is well again. On AWS it is taken off the list that SES keeps, too. Consent that a complaint withdrew stays withdrawn. The activity of the contact says who lifted what.',
    role: 'editor',
    params,
    response: Contact,
    handle: async ({ deps, tenant, principal, params: { id, channel } }) => {
      const lifted = isContactId(id)
        ? await liftSuppression(deps, tenant, id, channel, principal.key)
        : undefined;
      if (lifted === undefined) throw unknownContact();
      if (lifted.outcome === 'not-suppressed') throw notFound('suppression of that channel');
      return { body: shownCard(lifted.card, deps.clock.now()) };
    },
  }),
];

const unknownContact = (): Problem => notFound('contact of that id');
