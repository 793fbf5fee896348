import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { TestServer } from './testing';

const server = new TestServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

type Listed = { principal: { id: string; role: string }; lastUsedOn?: string; refused: number };
type Entry = { type: string; keyId: string; because?: string; times?: number };
const list = async () => (await server.get('/keys', 'auditor')).body as { keys: Listed[]; refusedUnknown: number };
const until = async <T>(ask: () => Promise<T>, will: (answer: T) => boolean): Promise<T> => {
  for (const end = Date.now() + 60_000; ; await pause(50)) {
    const answer = await ask();
    if (will(answer)) return answer;
    if (Date.now() > end) throw new Error(`It never came: ${JSON.stringify(answer)}`);
  }
};

describe('What becomes of API keys', () => {
  it('is recorded for auditors: issued, used on a day, refused; and no key is in it', async () => {
    await server.get('/queues/holds', 'billing');
    for (let n = 0; n < 20; n++)
      await server.request('GET', '/tickets', {
        headers: { authorization: `Bearer fl_${randomBytes(32).toString('base64url')}` },
      });
    const { keys } = await until(
      list,
      ({ keys, refusedUnknown }) => keys.some(({ lastUsedOn }) => lastUsedOn !== undefined) && refusedUnknown > 0,
    );
    const billing = await until(
      async () => (await list()).keys.find(({ principal: { role } }) => role === 'billing'),
      (key) => key?.lastUsedOn !== undefined,
    );
    expect(billing).toMatchObject({
      principal: { id: 'the-billing', role: 'billing' },
      lastUsedOn: '2026-03-14',
      refused: 0,
    });
    expect(keys).toHaveLength(12);
    const { entries } = (await server.get('/keys/history', 'auditor')).body as { entries: Entry[] };
    expect(entries.filter(({ type }) => type === 'KeyIssued')).toHaveLength(12);
    // The first at once, the others when the hour is over.
    expect(entries.filter(({ type }) => type === 'KeyRefused')).toStrictEqual([
      expect.objectContaining({ keyId: 'unknown', because: 'unknown' }),
    ]);
    expect(JSON.stringify(entries)).not.toContain(server.key('auditor').slice(3, 20));
  });

  it('is recorded where one is revoked, and the other of that name is not', async () => {
    server.keys.revoke({ id: 'the-client-contact', role: 'client-contact', clients: ['acme'] });
    const revoked = await until(
      async () =>
        ((await server.get('/keys/history', 'auditor')).body.entries as Entry[]).filter(
          ({ type }) => type === 'KeyRevoked',
        ),
      ({ length }) => length > 0,
    );
    expect(revoked).toHaveLength(1);
    expect((await server.get('/tickets', 'client-contact@acme')).status).toBe(401);
    expect((await server.get('/tickets', 'client-contact@globex')).status).not.toBe(401);
  });

  it('is said at /health where the file cannot be read: nobody is let in, and everybody again once it is whole', async () => {
    const whole = readFileSync(server.keys.path, 'utf8');
    const keysAt = async () =>
      ((await server.request('GET', '/health')).body.engines as { engine: string; state: string }[]).find(
        ({ engine }) => engine === 'api-keys',
      );
    writeFileSync(server.keys.path, whole.replace('{', '{,'));
    await until(keysAt, (found) => found?.state === 'refused');
    expect((await server.request('GET', '/health')).body.status).toBe('degraded');
    const { status, body } = await server.get('/keys', 'auditor');
    expect([status, body.code]).toStrictEqual([503, 'keys.unreadable']);
    writeFileSync(server.keys.path, whole);
    await until(keysAt, (found) => found?.state === 'up');
    expect((await server.get('/keys', 'auditor')).status).toBe(200);
  });

  it('is for auditors', async () => {
    for (const path of ['/keys', '/keys/history'])
      for (const who of ['supervisor', 'client-contact@globex'] as const)
        expect((await server.get(path, who)).status).toBe(403);
  });
});
