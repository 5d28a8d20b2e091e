/** BullMQ as its manual says for jobs of several steps: one job a run, the step kept in its data, moved to delayed for the wait. */
import { DelayedError, Queue, Worker } from 'bullmq';
import { attempt, redis } from './servers.mjs';

const isPro = (contact) => contact % 10 < 3;

export async function open({ folder, waitMs, first }) {
  const server = await redis(folder);
  const connection = { host: '127.0.0.1', port: server.port, maxRetriesPerRequest: null };
  const counts = { sent: 0, tagged: 0, ended: 0 };
  const queue = await attempt(async () => {
    const made = new Queue('carry', { connection });
    await made.waitUntilReady();
    return made;
  });
  const work = async (job, token) => {
    const { contact, step } = job.data;
    if (step === undefined) {
      first(contact);
      counts.sent += 1;
      await job.updateData({ ...job.data, step: 'which' });
      await job.moveToDelayed(Date.now() + waitMs, token);
      throw new DelayedError();
    }
    const pro = isPro(contact);
    await job.updateData({ ...job.data, step: 'last', pro });
    if (pro) counts.sent += 1;
    else counts.tagged += 1;
    counts.ended += 1;
  };
  const worker = new Worker('carry', work, { connection, concurrency: 50, removeOnComplete: { count: 0 } });
  await worker.waitUntilReady();
  return {
    enter: async (contact) => {
      const event = { type: 'external.occurred', properties: { name: 'start' } };
      await queue.add('run', { tenant: 'bench', contact, event }, { removeOnComplete: true });
    },
    counts: () => counts,
    servers: [server.pid],
    close: async () => {
      await worker.close();
      await queue.close();
    },
  };
}
