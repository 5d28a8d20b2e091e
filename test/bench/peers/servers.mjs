/** Redis and PostgreSQL for one measurement: on loopback, a port of their own, data in the side's folder, gone with its process. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** What is told when something is not on this machine. */
class Absent extends Error {
  name = 'Absent';
}

export const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const onPath = (program) =>
  (process.env.PATH ?? '').split(':').find((folder) => existsSync(join(folder, program)));

/** Ends with this process, however that ends. */
export function started(program, args, options = {}) {
  const child = spawn(program, args, { stdio: 'ignore', ...options });
  process.on('exit', () => child.kill('SIGKILL'));
  return child;
}

export async function attempt(work, times = 100) {
  for (let left = times; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      if (left === 0) throw error;
      await pause(100);
    }
  }
}

/** Every write is on disk before it is answered. */
export async function redis(folder) {
  if (onPath('redis-server') === undefined) throw new Absent('redis-server is not installed');
  const port = await freePort();
  const dir = join(folder, 'redis');
  mkdirSync(dir);
  const child = started('redis-server', [
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', ''],
    ...['--appendonly', 'yes', '--appendfsync', 'always'],
  ]);
  return { port, pid: child.pid, dir };
}

/** Debian keeps the programs out of the path. */
function postgresPrograms() {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const found = versions
    .map((version) => join(debian, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')));
  if (found !== undefined) return found;
  const folder = onPath('initdb');
  if (folder === undefined) throw new Absent('PostgreSQL is not installed');
  return folder;
}

/** The server refuses to run as root: then it runs as the user that its package made. */
function serverUser() {
  if (process.getuid() !== 0) return {};
  const line = readFileSync('/etc/passwd', 'utf8').match(/^postgres:[^:]*:(\d+):(\d+):/m);
  if (line === null) throw new Absent('there is no user postgres to run PostgreSQL as');
  return { uid: Number(line[1]), gid: Number(line[2]) };
}

export async function postgres(folder) {
  const bin = postgresPrograms();
  const user = serverUser();
  const port = await freePort();
  const dir = join(folder, 'postgres');
  mkdirSync(dir);
  if (user.uid !== undefined) execFileSync('chown', [`${user.uid}:${user.gid}`, dir]);
  execFileSync(join(bin, 'initdb'), ['-D', dir, '-A', 'trust', '-U', 'postgres', '--no-sync'], {
    ...user,
    stdio: 'ignore',
  });
  const child = started(
    join(bin, 'postgres'),
    [
      '-D',
      dir,
      '-p',
      String(port),
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      `unix_socket_directories=${dir}`,
      '-c',
      'shared_buffers=1GB',
      '-c',
      'max_connections=200',
    ],
    { ...user, cwd: dir },
  );
  return { port, pid: child.pid, dir };
}
