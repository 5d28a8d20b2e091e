/** Messages: everything that was or was not sent, and each as its recipient sees it. */
import Type from 'typebox';
import { isContactId } from '../../domain/ids.ts';
import { listMessages, readMessage } from '../../domain/message/list.ts';
import type { MessageRow } from '../../domain/message/row.ts';
import { settleHeld } from '../../domain/message/settle-held.ts';
import { notFound, Problem } from '../problem.ts';
import { paging, pagingOf } from '../query.ts';
import { route } from '../route.ts';
import { listOf, Moment } from '../schema.ts';
import { workflowNames } from '../workflow/names.ts';

const optional = Type.Optional(Type.String());
const moment = Type.Optional(Moment);
const Channel = Type.Union([
  Type.Literal('email'),
  Type.Literal('sms'),
  Type.Literal('push'),
  Type.Literal('notify'),
]);

const fields = {
  id: Type.String(),
  contact: Type.String(),
  run: Type.String(),
  turn: Type.Integer(),
  workflow: Type.String(),
  version: Type.Integer(),
  step: Type.String(),
  channel: Channel,
  state: Type.Union([
    Type.Literal('claimed'),
    Type.Literal('sent'),
    Type.Literal('skipped'),
    Type.Literal('rejected'),
    Type.Literal('held'),
  ]),
  to: optional,
  from: optional,
  subject: optional,
  parts: Type.Optional(Type.Integer()),
  devices: Type.Optional(
    Type.Array(
      Type.Object({
        platform: Type.String(),
        device: Type.String(),
        outcome: Type.String(),
        reason: optional,
      }),
      { description: 'Of a push message: how each device ended, named by the end of its token.' },
    ),
  ),
  reason: Type.Optional(Type.String({ description: 'Why it was skipped, rejected or held.' })),
  providerId: optional,
  at: Moment,
  deliveredAt: moment,
  openedAt: moment,
  machineOpenedAt: Type.Optional(
    Type.String({ description: 'The first open that a machine made, which counts as none.' }),
  ),
  clickedAt: moment,
  bouncedAt: moment,
  complainedAt: moment,
  unsubscribedAt: moment,
};

const Message = Type.Object(fields, { title: 'Message' });
const MessageWithBody = Type.Object(
  {
    ...fields,
    body: Type.Optional(
      Type.Object({
        html: optional,
        text: Type.String(),
        headers: Type.Record(Type.String(), Type.String()),
        link: Type.Optional(Type.String({ description: 'Of a push message: what a tap opens.' })),
        data: Type.Optional(Type.Record(Type.String(), Type.String())),
      }),
    ),
  },
  { title: 'MessageWithBody' },
);

const name = Type.Optional(Type.String({ maxLength: 100 }));

export const messageRoutes = [
  route({
    method: 'GET',
    path: '/v1/messages',
    tag: 'Messages',
    summary: 'Messages, newest first',
    role: 'viewer',
    query: Type.Object(
      {
        workflow: name,
        step: name,
        contact: name,
        channel: Type.Optional(Channel),
        run: name,
        ...paging,
      },
      { additionalProperties: false },
    ),
    response: listOf(Message),
    handle: async ({ deps, tenant, query }) => {
      const { workflow, step, contact, channel, run } = query;
      if (contact !== undefined && !isContactId(contact)) return { body: { items: [] } };
      const everywhere = workflow === undefined && contact === undefined && run === undefined;
      const filter = {
        ...pagingOf(query),
        ...(everywhere ? { among: await workflowNames(deps.store, tenant) } : {}),
        ...(workflow === undefined ? {} : { workflow }),
        ...(step === undefined ? {} : { step }),
        ...(contact === undefined ? {} : { contact }),
        ...(channel === undefined ? {} : { channel }),
        ...(run === undefined ? {} : { run }),
      };
      const { messages, next } = await listMessages(deps.store, tenant, filter);
      const items = messages.map(shown);
      return { body: next === undefined ? { items } : { items, next } };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/messages/{id}',
    tag: 'Messages',
    summary: 'One message with what it said',
    role: 'viewer',
    params: Type.Object({ id: Type.String() }),
    response: MessageWithBody,
    handle: async ({ deps, tenant, params }) => {
      const message = await readMessage(deps, tenant, params.id);
      if (message === undefined) throw notFound('message of that id');
      const { body, ...row } = message;
      return { body: body === undefined ? shown(row) : { ...shown(row), body } };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/messages/{id}/settle',
    tag: 'Messages',
    summary: 'Say what became of a held message',
    description: 'It is not sent again. A run that still waits for it goes on accordingly.',
    role: 'editor',
    params: Type.Object({ id: Type.String() }),
    body: Type.Object(
      { as: Type.Union([Type.Literal('sent'), Type.Literal('rejected')]) },
      { additionalProperties: false },
    ),
    response: Message,
    handle: async ({ deps, tenant, params, body }) => {
      const settling = await settleHeld(deps, tenant, params.id, body.as);
      if (settling.outcome === 'absent') throw notFound('message of that id');
      if (settling.outcome === 'settled') return { body: shown(settling.message) };
      throw new Problem('conflict', `The message is not held but ${settling.message.state}.`);
    },
  }),
];

function shown({
  clicked: _hashes,
  bounce: _told,
  ...row
}: MessageRow): Omit<MessageRow, 'clicked' | 'bounce'> {
  return row;
}
