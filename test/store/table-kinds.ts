/** Every kind of item, in the order of docs/table.md. `<word>` stands for anything. */
export type Kind = {
  readonly what: string;
  readonly pk: string;
  readonly sk: string;
  /** How many there are, and what bounds their size. */
  readonly grows: string;
  /** Why a busy product on one machine does not hold one. */
  readonly unseen?: string;
};

const contact = '<tenant>|contact|<contact>';
const workflow = '<tenant>|workflow|<workflow>';

export const KINDS: readonly Kind[] = [
  { what: 'card of a contact', pk: contact, sk: 'card', grows: 'one a contact; at most 64 KB' },
  {
    what: 'activity: what happened to a contact',
    pk: contact,
    sk: 'act#<time>#<id>',
    grows: 'one an event that somebody asks for; at most 32 KB of properties',
  },
  {
    what: 'id that a caller gave an event',
    pk: contact,
    sk: 'told#<id>',
    grows: 'one such event, for 30 days',
  },
  { what: 'run', pk: contact, sk: 'run#<run>', grows: 'one an entry; holds the newest history only' },
  {
    what: 'older history of a run',
    pk: contact,
    sk: 'runh#<run>#<page>',
    grows: 'a page for each few dozen entries',
    unseen: 'long runs only',
  },
  {
    what: 'pointer of a run that listens',
    pk: contact,
    sk: 'listen#<run>',
    grows: 'one while it waits for events',
  },
  {
    what: 'when a contact last entered',
    pk: contact,
    sk: 'entered#<workflow>',
    grows: 'one a workflow entered',
  },
  {
    what: 'message',
    pk: contact,
    sk: 'msg#<run>#<turn>',
    grows: 'one a message; what it was made from, not its text',
  },
  {
    what: 'what was sent under a cap',
    pk: contact,
    sk: 'cap#<channel>',
    grows: 'one a capped channel, until 8 days after the last message; at most 100 messages of 40 bytes',
  },
  {
    what: 'contact of an address',
    pk: '<tenant>|alias|email:<address>',
    sk: 'alias',
    grows: 'one an address',
  },
  {
    what: 'contact of a number',
    pk: '<tenant>|alias|phone:<number>',
    sk: '<contact>',
    grows: 'one a contact with it',
  },
  {
    what: 'contact of a device',
    pk: '<tenant>|alias|device:<token>',
    sk: 'alias',
    grows: 'one a device',
  },
  {
    what: 'promise to finish an erasure',
    pk: '<tenant>|erasure|<contact>',
    sk: 'erasure',
    grows: 'one while a contact is being erased',
    unseen: 'gone when the erasure is',
  },
  { what: 'workflow', pk: workflow, sk: 'workflow', grows: 'one a workflow' },
  {
    what: 'version',
    pk: workflow,
    sk: 'v#<version>',
    grows: 'one a version; its steps are texts of their own',
  },
  { what: 'piece of the draft', pk: workflow, sk: 'draft/<piece>', grows: 'pieces of 60,000 characters' },
  { what: 'piece of a definition', pk: workflow, sk: 'source#<version>/<piece>', grows: 'the same' },
  {
    what: 'piece of a machine',
    pk: workflow,
    sk: 'machine#<version>/<piece>',
    grows: 'the same; 1 MB at most',
  },
  {
    what: 'piece of a program',
    pk: workflow,
    sk: 'program#<version>/<piece>',
    grows: 'the same; express and segments',
  },
  {
    what: 'piece of a step',
    pk: workflow,
    sk: 'step#<version>#<step>/<piece>',
    grows: 'the same; with its mail',
  },
  {
    what: 'fixed date',
    pk: '<tenant>|schedule|<workflow>',
    sk: 'date#<version>#<trigger>',
    grows: 'one until it has come',
  },
  {
    what: 'look at old versions',
    pk: '<tenant>|retire|<workflow>',
    sk: 'due',
    grows: 'one while versions drain',
  },
  {
    what: 'machines that were removed',
    pk: '<tenant>|retire|<workflow>',
    sk: 'marks',
    grows: 'one a workflow; 20 bytes a version',
    unseen: 'a day after a version drained',
  },
  {
    what: 'generation of the routing',
    pk: '<tenant>|routing|generation',
    sk: 'generation',
    grows: 'one a tenant',
  },
  {
    what: 'counters of a step',
    pk: '<tenant>|counts|<workflow>',
    sk: 'v<version>#<step>#<shard>',
    grows: 'one a step and version; on AWS in 16 shards, where no shard of the stream is known',
  },
  {
    what: 'counters of a version, and how far shards of the stream are counted into them',
    pk: '<tenant>|counts|<workflow>',
    sk: 'v<version>##<shard>',
    grows: '16 a version; 35 bytes a step, 40 a shard of the stream for 36 hours',
    unseen: 'on AWS only',
  },
  {
    what: 'change that was counted',
    pk: '<tenant>|counted|<sequence>',
    sk: 'counted',
    grows: 'only where no shard is known; for 36 hours',
    unseen: 'on AWS only',
  },
  { what: 'tenant', pk: '<tenant>|tenant', sk: 'tenant', grows: 'one a tenant' },
  { what: 'API key, by its hash', pk: 'key|<hash>', sk: 'key', grows: 'one a key' },
  { what: 'API key of a tenant', pk: '<tenant>|keys', sk: '<id>', grows: 'one a key' },
  {
    what: 'answer to a request with an Idempotency-Key',
    pk: '<tenant>|idempotency|<hash>',
    sk: 'entry',
    grows: 'one such request, for 24 hours; at most 200 KB',
  },
  { what: 'import', pk: '<tenant>|import|<id>', sk: 'job', grows: 'one an import' },
  { what: 'how far an import is', pk: '<tenant>|import|<id>', sk: 'progress', grows: 'one an import' },
  {
    what: 'who works on an import',
    pk: '<tenant>|import|<id>',
    sk: 'lease',
    grows: 'one while it is worked on',
    unseen: 'on AWS only',
  },
  {
    what: 'refused row',
    pk: '<tenant>|import|<id>',
    sk: 'refused#<row>',
    grows: 'one a refused row; at most 4,000 characters of it',
  },
  { what: 'simulation', pk: '<tenant>|simulation|<id>', sk: 'job', grows: 'one a simulation' },
  {
    what: 'piece of its order',
    pk: '<tenant>|simulation|<id>',
    sk: 'order/<piece>',
    grows: 'pieces of 60,000 characters',
  },
  { what: 'piece of its report', pk: '<tenant>|simulation|<id>', sk: 'report/<piece>', grows: 'the same' },
  {
    what: 'job: an export, a broadcast or a part of one',
    pk: '<tenant>|job|<id>',
    sk: 'job',
    grows: 'one a job',
  },
  {
    what: 'removal of a tenant',
    pk: 'removal|<tenant>',
    sk: 'job',
    grows: 'one a tenant that was removed',
  },
  {
    what: 'dead letter',
    pk: '<tenant>|dead-letters',
    sk: '<what>#<id>',
    grows: 'one an event or change that failed to the last',
  },
];
