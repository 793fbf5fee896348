// npm run -s walk-image: the steps of deploy/Dockerfile, read from it and done one after the other in a directory of this
// machine instead of an engine, on a clean checkout of HEAD; then what the image would hold is started in production, on an
// event store over TLS and a PostgreSQL over TLS: a key is issued, a ticket opened and listed, and it is stopped by SIGTERM.
// Exit 0 where all of it went well. It installs anew, so it needs the registry; and openssl and Debian's postgresql.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from './build.mjs';

const place = mkdtempSync(join(tmpdir(), 'faultline-image-'));
const running = [];
const say = (text) => console.log(text);
const inOrder = async (steps) => {
  for (const step of steps) await step();
};

/** Stages by number and name: their root directory, environment and working directory. */
const stages = new Map();
const NO_USER_HERE = /setpriv --reuid=node --regid=node --clear-groups /;

const instructions = () =>
  readFileSync(join(ROOT, 'deploy/Dockerfile'), 'utf8')
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => /^([A-Z]+) (.*)$/.exec(line.trim()))
    .filter((found) => found !== null)
    .map(([, what, rest]) => ({ what, rest }));

let stage;
const within = (path) => join(stage.root, path.startsWith('/') ? path : join(stage.workdir, path));
const DO = {
  FROM: (rest) => {
    const [, name = String(stages.size)] = / AS (\S+)$/.exec(rest) ?? [];
    stage = { root: join(place, name), workdir: '/', env: {} };
    mkdirSync(stage.root);
    stages.set(name, stage);
  },
  WORKDIR: (rest) => {
    stage.workdir = rest;
    mkdirSync(within('.'), { recursive: true });
  },
  ENV: (rest) => {
    const [name, value] = rest.split('=');
    stage.env[name] = value;
  },
  COPY: (rest) => {
    const [, from, paths] = /^(?:--from=(\S+) )?(.*)$/.exec(rest);
    const sources = paths.split(' ');
    const target = sources.pop();
    const base = from ? stages.get(from).root : join(place, 'context');
    for (const source of sources) {
      const isInto = target.endsWith('/') || target === '.';
      const to =
        source === '.' ? within(target) : isInto ? join(within(target), source.split('/').at(-1)) : within(target);
      mkdirSync(dirname(to), { recursive: true });
      cpSync(join(base, source), to, { recursive: true, verbatimSymlinks: true });
    }
  },
  RUN: (rest) => {
    // Nobody is called node here: root tries it in the image's own build.
    const command = rest.replace(NO_USER_HERE, '').replaceAll(/chown (-R )?(node:node|node|root) \S+/g, 'true');
    // The environment of whoever asks, for the registry's sake; what Node is to be is the stage's alone.
    const { NODE_ENV: _theirs, ...asked } = process.env;
    const env = { ...asked, ...stage.env };
    execFileSync('sh', ['-euc', command], { cwd: within('.'), env, stdio: ['ignore', 'ignore', 'inherit'] });
  },
};

const walk = () => {
  mkdirSync(join(place, 'context'));
  execFileSync('sh', ['-c', 'git -C "$1" archive HEAD | tar -x -C "$2"', 'sh', ROOT, join(place, 'context')]);
  for (const { what, rest } of instructions()) {
    if (!(what in DO)) continue;
    say(`${what} ${rest.slice(0, 100)}`);
    DO[what](rest);
  }
};

const certificate = (name) => {
  const [key, crt] = [join(place, `${name}.key`), join(place, `${name}.crt`)];
  const names = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', ...kind, ...names, '-keyout', key, '-out', crt], { stdio: 'pipe' });
  return { key, crt };
};

const program = (args, env) => {
  const child = spawn(process.execPath, args, { cwd: within('.'), env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  const lines = [];
  const heard = (pattern) =>
    new Promise((found, fail) => {
      const look = (line) => pattern.exec(line) && found(pattern.exec(line));
      lines.forEach(look);
      for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', look);
      child.once('close', (code) => fail(new Error(`${args[0]} ended with ${code}: ${lines.slice(-5).join(' | ')}`)));
    });
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => lines.push(line));
  return { child, heard };
};

const tryIt = async () => {
  const PASSWORD = randomBytes(12).toString('hex');
  const { key, crt } = certificate('server');
  const plain = { PATH: process.env.PATH };
  const users = ['--user', `faultline:${PASSWORD}`, '--tls-cert', crt, '--tls-key', key];
  const store = program(['dist/apps/store/main.js', 'serve', join(place, 'store'), '--port', '0', ...users], plain);
  const [, storePort] = await store.heard(/^LISTENING .*:(\d+)$/);
  const database = join(place, 'postgres');
  mkdirSync(database);
  for (const [from, to] of [
    [key, 'server.key'],
    [crt, 'server.crt'],
  ])
    cpSync(from, join(database, to));
  writeFileSync(join(database, 'password'), PASSWORD);
  execFileSync('chmod', ['700', join(database)]);
  execFileSync('chmod', ['600', join(database, 'server.key')]);
  execFileSync('chmod', ['a+x', place]);
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  execFileSync(join(ROOT, 'scripts/start-postgres.sh'), ['tls', database, String(port)]);
  running.push({ kill: () => execFileSync(join(ROOT, 'scripts/start-postgres.sh'), ['stop', database]) });
  const env = {
    ...plain,
    ...stage.env,
    PORT: '0',
    EVENTSTORE_URL: `esdb://faultline:${PASSWORD}@127.0.0.1:${storePort}?tls=true&tlsCAFile=${crt}`,
    DATABASE_URL: `postgresql://postgres:${PASSWORD}@127.0.0.1:${port}/postgres?sslmode=verify-full&sslrootcert=${crt}`,
    FAULTLINE_MASTER_KEY: randomBytes(32).toString('base64'),
  };
  const command = JSON.parse(instructions().find(({ what }) => what === 'CMD').rest).slice(1);
  say(`CMD ${command.join(' ')}, in production, on an event store and a PostgreSQL over TLS`);
  const { child, heard } = program(command, env);
  const [, url] = await heard(/"url":"(http[^"]+)"/);
  const issued = execFileSync(
    process.execPath,
    [...command, 'keys', 'issue', '--principal', 'anna', '--role', 'agent'],
    {
      cwd: within('.'),
      env,
      encoding: 'utf8',
    },
  );
  const [apiKey] = /fl_\S+/.exec(issued) ?? [];
  const ask = (path, init = {}) =>
    fetch(`${url}${path}`, { ...init, headers: { authorization: `Bearer ${apiKey}`, ...init.headers } });
  const headers = { 'content-type': 'application/json', 'idempotency-key': 'walk-1' };
  const body = JSON.stringify({ client: 'acme', channel: 'phone', priority: 'P3', summary: 'Calls drop' });
  let opened = { status: 0 };
  for (let n = 0; n < 50 && opened.status !== 201; n++) {
    opened = await ask('/tickets', { method: 'POST', headers, body });
    await new Promise((later) => setTimeout(later, 200));
  }
  if (opened.status !== 201) throw new Error(`The ticket was answered ${opened.status}: ${await opened.text()}`);
  const { ticketId, position } = await opened.json();
  const listed = await (await ask(`/tickets?after=${encodeURIComponent(position)}`)).json();
  if (!JSON.stringify(listed).includes(ticketId))
    throw new Error(`The ticket is not listed: ${JSON.stringify(listed)}`);
  const ended = once(child, 'close');
  child.kill('SIGTERM');
  const [code] = await ended;
  if (code !== 0) throw new Error(`It ended with ${code} on SIGTERM.`);
  say(`OK    a key was issued, ${ticketId} opened and listed, and SIGTERM ended it with 0.`);
};

try {
  await inOrder([walk, tryIt]);
} finally {
  for (const child of running.reverse())
    try {
      child.kill('SIGKILL');
    } catch {
      // It is gone.
    }
  if (existsSync(place)) rmSync(place, { recursive: true, force: true });
}
process.exit(0);
