// PostgreSQL over TLS, its certificate from an authority of our own: verified to the end, and a line each for what is not.

import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openReadStore } from '#read-store';
import { ROOT } from '../bench/rows/built';
import { freePort } from '../kafka/some-kafka';
import { discard, scratch } from '../programs/scratch';
import { ourPostgres, selected } from './our-postgres';

const SECRET = 'Tr0ub4dor-and-3';
const SCRIPT = join(ROOT, 'scripts/start-postgres.sh');
const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];

/** An authority, and a certificate of it for `localhost` alone. */
const certificates = (folder: string): void => {
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const authority = (name: string) =>
    openssl('req', '-x509', ...EC, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.crt`);
  authority('ours');
  authority('theirs');
  openssl('req', ...EC, '-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.csr');
  writeFileSync(join(folder, 'names'), 'subjectAltName=DNS:localhost');
  const signed = ['-CA', 'ours.crt', '-CAkey', 'ours.key', '-CAcreateserial', '-extfile', 'names', '-days', '2'];
  openssl('x509', '-req', '-in', 'server.csr', ...signed, '-out', 'server.crt');
  writeFileSync(join(folder, 'password'), `${SECRET}\n`);
  for (const file of ['server.key', 'password']) chmodSync(join(folder, file), 0o600);
};

const found = ourPostgres();
if ('missing' in found) process.stderr.write(`\n*** SKIPPED: PostgreSQL over TLS. ${found.missing} ***\n\n`);

('start' in found ? describe : describe.skip)('PostgreSQL over TLS', () => {
  let folder: string;
  let port: number;
  beforeAll(async () => {
    folder = scratch('postgres-tls');
    certificates(folder);
    port = await freePort();
    chmodSync(folder, 0o711); // the authority's certificate is read by us, the rest by its owner
    execFileSync(SCRIPT, ['tls', folder, String(port)]);
  });
  afterAll(() => {
    execFileSync(SCRIPT, ['stop', folder]);
    discard(folder);
  });
  const url = ({ host = 'localhost', authority = 'ours', password = SECRET } = {}) =>
    `postgresql://postgres:${password}@${host}:${port}/postgres?sslmode=verify-full&sslrootcert=${join(folder, `${authority}.crt`)}`;
  const refusalOf = async (address: string): Promise<string> => {
    const opened = await openReadStore({ url: address, waitMs: 500 }).catch((error: unknown) => error);
    expect(opened).toMatchObject({ name: 'ReadStoreUnavailable' });
    const { message } = opened as Error;
    expect(message).not.toContain(SECRET);
    expect(message).not.toContain('\n');
    return message;
  };

  it('is spoken to where its authority, its name and the password are right', async () => {
    const store = await openReadStore({ url: url(), purpose: 'tls' });
    expect(
      await selected<{ ssl: boolean }>(
        url(),
        `select ssl from pg_stat_ssl join pg_stat_activity using (pid) where application_name = 'faultline tls'`,
      ),
    ).toContainEqual({ ssl: true });
    await store.close();
  });

  it('is not where another authority is named', async () =>
    expect(await refusalOf(url({ authority: 'theirs' }))).toMatch(
      /^The certificate of PostgreSQL at localhost:\d+ is not trusted: .*sslrootcert=\/path\/ca\.pem$/,
    ));

  it('is not where no authority is named that this machine does not know', async () =>
    expect(await refusalOf(url().replace(/&sslrootcert=.*/, ''))).toMatch(
      /^The certificate of PostgreSQL .* not trusted/,
    ));

  it('is not where its certificate is for another host', async () =>
    expect(await refusalOf(url({ host: '127.0.0.1' }))).toMatch(
      /^The certificate of PostgreSQL at 127\.0\.0\.1:\d+ is for another host\. Use the name that it bears/,
    ));

  it('is not with another password, nor without TLS', async () => {
    expect(await refusalOf(url({ password: 'another' }))).toMatch(/password|turns 'postgres' away/);
    expect(await refusalOf(`postgresql://postgres:${SECRET}@localhost:${port}/postgres`)).toMatch(
      /pg_hba|no encryption/,
    );
  });
});
