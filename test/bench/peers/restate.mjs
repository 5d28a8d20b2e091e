/** Restate: one server with its defaults, the service in this process, entered over HTTP. */

import { Agent, request } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { attempt, freePort, started } from './servers.mjs';

process.env.RESTATE_LOGGING = 'ERROR';
const restate = await import('@restatedev/restate-sdk');
const isPro = (contact) => contact % 10 < 3;
const agent = new Agent({ keepAlive: true, maxSockets: 128 });

const post = (port, path, body) =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request({ host: '127.0.0.1', port, path, method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.on('end', () =>
        answer.statusCode < 300 ? resolve() : reject(new Error(`HTTP ${answer.statusCode}`)),
      );
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });

const program = () =>
  createRequire(import.meta.url).resolve(
    `@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`,
  );

export async function open({ folder, waitMs, first }) {
  const counts = { sent: 0, tagged: 0, ended: 0 };
  const dir = join(folder, 'restate');
  const [ingress, admin, node, service] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const server = started(program(), ['--base-dir', dir, '--no-logo'], {
    env: {
      ...process.env,
      RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
      RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
      RESTATE_BIND_ADDRESS: `127.0.0.1:${node}`,
      RESTATE_LISTEN_MODE: 'tcp',
      RESTATE_LOG_FILTER: 'warn',
      RESTATE_DISABLE_TELEMETRY: 'true',
      DO_NOT_TRACK: '1',
    },
  });
  const run = async (context, { contact }) => {
    await context.run('first', () => {
      first(contact);
      counts.sent += 1;
    });
    await context.sleep(waitMs);
    const pro = await context.run('which', () => isPro(contact));
    await context.run('last', () => {
      if (pro) counts.sent += 1;
      else counts.tagged += 1;
    });
    counts.ended += 1;
  };
  await restate.serve({ services: [restate.service({ name: 'carry', handlers: { run } })], port: service });
  await attempt(() => post(admin, '/deployments', { uri: `http://127.0.0.1:${service}` }));
  return {
    enter: (contact) => attempt(() => post(ingress, '/carry/run/send', { tenant: 'bench', contact }), 5),
    counts: () => counts,
    servers: [server.pid],
    close: async () => void server.kill(),
  };
}
