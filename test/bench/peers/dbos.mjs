/** DBOS on a PostgreSQL that is set up for durability: a workflow of three steps and a sleep. */
import { DBOS } from '@dbos-inc/dbos-sdk';
import { attempt, postgres } from './servers.mjs';

const isPro = (contact) => contact % 10 < 3;

export async function open({ folder, waitMs, first }) {
  const server = await postgres(folder);
  const counts = { sent: 0, tagged: 0, ended: 0 };
  const run = async (contact) => {
    const send = async () => {
      first(contact);
      counts.sent += 1;
    };
    await DBOS.runStep(send, { name: 'first' });
    await DBOS.sleep(waitMs);
    const pro = await DBOS.runStep(async () => isPro(contact), { name: 'which' });
    const last = async () => {
      if (pro) counts.sent += 1;
      else counts.tagged += 1;
    };
    await DBOS.runStep(last, { name: 'last' });
    counts.ended += 1;
  };
  const workflow = DBOS.registerWorkflow(run, { name: 'carry' });
  DBOS.setConfig({
    name: 'bench',
    systemDatabaseUrl: `postgresql://postgres@127.0.0.1:${server.port}/bench`,
    systemDatabasePoolSize: 20,
    runAdminServer: false,
    logLevel: 'error',
  });
  await attempt(() => DBOS.launch(), 30);
  return {
    enter: async (contact) => void (await DBOS.startWorkflow(workflow)(contact)),
    counts: () => counts,
    servers: [server.pid],
    close: () => DBOS.shutdown(),
  };
}
