/** Devices of a contact, for push messages: registered by the app's own back end whenever the app starts, removed when its user signs out. */
import Type from 'typebox';
import { FROM_API } from '../../domain/contact/cause.ts';
import { changeContact } from '../../domain/contact/change-contact.ts';
import { registerDevice } from '../../domain/contact/register-device.ts';
import { isContactId } from '../../domain/ids.ts';
import { notFound } from '../problem.ts';
import { route } from '../route.ts';
import { Nothing } from '../schema.ts';
import { refusal, shownCard } from './changes.ts';
import { Contact, DeviceInput } from './schema.ts';

export const deviceRoutes = [
  route({
    method: 'POST',
    path: '/v1/contacts/{id}/devices',
    tag: 'Contacts',
    summary: 'Register a device of a contact for push messages',
    description:
      'Call it whenever the app starts: the same token again changes nothing. A token belongs to one contact; registered for another, it moves. A contact has at most 10 devices; the eleventh takes the place of the one that was silent longest.',
    role: 'editor',
    params: Type.Object({ id: Type.String() }),
    body: DeviceInput,
    response: Contact,
    handle: async ({ deps, tenant, params: { id }, body }) => {
      if (!isContactId(id)) throw unknownContact();
      const done = await registerDevice(deps, tenant, id, body, FROM_API);
      if (done.outcome === 'absent') throw unknownContact();
      if (done.outcome === 'refused') {
        throw refusal(done.problems, [{ at: '/token', change: { do: 'add-device', ...body } }]);
      }
      return { body: shownCard(done.card, deps.clock.now()) };
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/contacts/{id}/devices/{token}',
    tag: 'Contacts',
    summary: 'Remove a device: no push message goes there any more',
    description: 'The token is percent-encoded.',
    role: 'editor',
    params: Type.Object({ id: Type.String(), token: Type.String() }),
    response: Nothing,
    statuses: [204],
    handle: async ({ deps, tenant, params: { id, token } }) => {
      if (!isContactId(id)) throw unknownContact();
      const change = { do: 'remove-device', token } as const;
      const { outcome } = await changeContact(deps, tenant, id, [change], FROM_API);
      if (outcome === 'absent') throw unknownContact();
      if (outcome === 'unchanged') throw notFound('device of that token');
      return { body: {} };
    },
  }),
];

const unknownContact = () => notFound('contact of that id');
