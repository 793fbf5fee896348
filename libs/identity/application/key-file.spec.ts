import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROLES } from '../domain/principal';
import { hashOf, type KeyRecord, mintKey } from './api-key';
import { DEVELOPMENT_CLIENT, developmentKeys } from './development-keys';
import { KeyFile, KeysUnreadable } from './key-file';

const NOW = '2026-03-14T08:00:00.000Z';
let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'faultline-keys-'));
  path = join(directory, 'keys', 'api-keys.json');
});
afterEach(() => rmSync(directory, { recursive: true }));

const recordFor = (key: string): KeyRecord => ({
  hash: hashOf(key),
  principal: { id: 'rosa', role: 'fault-reviewer' },
  issuedAt: NOW,
});
const becomesTrue = async (isSo: () => boolean) => {
  for (const end = Date.now() + 60_000; !isSo(); await new Promise((resolve) => setTimeout(resolve, 20)))
    if (Date.now() > end) throw new Error('It never became true.');
};
const isRefused = (look: () => unknown): boolean => {
  try {
    look();
    return false;
  } catch (error) {
    return error instanceof KeysUnreadable;
  }
};
const built = join(__dirname, '../../../dist/libs/identity/application/key-file.js');
/** What one clerk does, in a process of its own. */
const inProcess = (what: string, file: string): Promise<void> => {
  const program = `
    const { KeyFile } = require(${JSON.stringify(built)});
    const { createHash } = require('node:crypto');
    const keys = KeyFile.open(${JSON.stringify(file)});
    const [what] = process.argv.slice(1);
    if (what === 'revoke') keys.revoke({ id: 'gone', role: 'auditor' });
    else keys.add({ hash: createHash('sha256').update(what).digest('hex'), principal: { id: what, role: 'auditor' }, issuedAt: '${NOW}' });
  `;
  return new Promise((resolve, reject) =>
    execFile(process.execPath, ['-e', program, what], (error) => (error ? reject(error) : resolve())),
  );
};

describe('The key file', () => {
  it('knows a key again after a restart, without ever having kept it', () => {
    const key = mintKey();
    KeyFile.open(path).add(recordFor(key));
    expect(readFileSync(path, 'utf8')).not.toContain(key);
    expect(KeyFile.open(path).find(key)?.principal).toStrictEqual({ id: 'rosa', role: 'fault-reviewer' });
    expect(KeyFile.open(path).find(mintKey())).toBeUndefined();
  });

  it('is for its owner alone', () => {
    KeyFile.open(path).add(recordFor(mintKey()));
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('hears of a key that another process has issued, and of one that it has revoked', async () => {
    const [server, clerk] = [KeyFile.open(path), KeyFile.open(path)];
    const key = mintKey();
    clerk.add(recordFor(key));
    await becomesTrue(() => server.find(key) !== undefined);
    expect(clerk.revoke({ id: 'rosa', role: 'fault-reviewer' })).toBe(1);
    await becomesTrue(() => server.find(key) === undefined);
  });

  it("revokes the key of one client's bob, and leaves the other's and the provider's alone", () => {
    const file = KeyFile.open(path);
    const bobs = [
      { id: 'bob', role: 'client-contact', clients: ['acme'] },
      { id: 'bob', role: 'client-contact', clients: ['globex'] },
      { id: 'bob', role: 'agent' },
    ] as const;
    const keys = bobs.map((principal) => {
      const key = mintKey();
      file.add({ ...recordFor(key), principal });
      return key;
    });
    expect(file.revoke(bobs[0])).toBe(1);
    expect(keys.map((key) => file.find(key) !== undefined)).toStrictEqual([false, true, true]);
  });

  it('keeps every key, however many processes issue and revoke at once', async () => {
    KeyFile.open(path).add({ ...recordFor(mintKey()), principal: { id: 'gone', role: 'auditor' } });
    const issued = await Promise.all(Array.from({ length: 12 }, (_, n) => inProcess(`add-${n}`, path)));
    await inProcess('revoke', path);
    const principals = KeyFile.open(path)
      .all()
      .map(({ principal }) => principal.id);
    expect([...principals].sort()).toStrictEqual(issued.map((_, n) => `add-${n}`).sort());
  });

  it('is written by whoever comes after a process that was killed with its lock', () => {
    const file = KeyFile.open(path);
    file.add(recordFor(mintKey()));
    writeFileSync(`${path}.lock`, `${2 ** 22 + 1}/${hostname()}/dead`);
    file.add(recordFor(mintKey()));
    expect(KeyFile.open(path).all()).toHaveLength(2);
  });

  it('lets nobody in while it cannot be read, and everybody once it can be again', async () => {
    const file = KeyFile.open(path);
    const key = mintKey();
    file.add(recordFor(key));
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('{', '{,'));
    await becomesTrue(() => isRefused(() => file.find(key)));
    for (let n = 0; n < 20; n++) expect(() => file.find(key)).toThrow(KeysUnreadable);
    writeFileSync(path, text);
    await becomesTrue(() => !isRefused(() => file.find(key)));
    expect(file.find(key)?.principal.id).toBe('rosa');
  });

  it('never takes a flipped bit for another key, in whichever byte it is', () => {
    const file = KeyFile.open(path);
    file.add({ ...recordFor(mintKey()), expiresAt: '2026-09-01T00:00:00.000Z' });
    const [before, bytes] = [JSON.stringify(file.all()), readFileSync(path)];
    const readsAs = () => {
      try {
        return JSON.stringify(KeyFile.open(path).all());
      } catch (error) {
        return error instanceof KeysUnreadable ? 'refused' : String(error);
      }
    };
    const taken = new Map<string, string>();
    for (let at = 0; at < bytes.length; at++)
      for (const bit of [0, at % 8]) {
        const damaged = Buffer.from(bytes);
        damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
        writeFileSync(path, damaged);
        taken.set(`bit ${bit} of byte ${at}`, readsAs());
      }
    const wrongly = [...taken].filter(([, as]) => as !== 'refused' && as !== before);
    expect(wrongly).toStrictEqual([]);
    expect([...taken.values()]).toContain('refused');
  });

  it('keeps its sum through every change of its keys', () => {
    const file = KeyFile.open(path);
    developmentKeys(file, join(directory, 'plain.json'), NOW);
    const [one] = file.all();
    if (!one) throw new Error('There are no development keys.');
    file.rotate({ ...one, hash: hashOf(mintKey()) }, NOW, '2026-04-01T00:00:00.000Z');
    file.revoke({ id: 'nobody', role: 'agent' });
    expect(KeyFile.open(path).all()).toHaveLength(ROLES.length + 1);
    expect(file.isSealed).toBe(true);
  });

  it('of a build before sums is read and kept as it is, and gets its sum once a person says so', () => {
    const legacy = JSON.stringify({ keys: [recordFor(mintKey())] });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, legacy);
    const file = KeyFile.open(path);
    file.add(recordFor(mintKey()));
    expect(Object.keys(JSON.parse(readFileSync(path, 'utf8')))).toStrictEqual(['keys']);
    file.seal();
    expect(KeyFile.open(path).all()).toHaveLength(2);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"rosa"', '"rosb"'));
    expect(() => KeyFile.open(path)).toThrow(/is damaged, or was changed by hand.* run: keys seal/);
  });

  it.each([
    ['half a file', '{"keys": ['],
    ['something else', '{"users": []}'],
    [
      "a client's role without clients",
      `{"keys":[{"hash":"${'a'.repeat(64)}","principal":{"id":"x","role":"noc-contact"},"issuedAt":"${NOW}"}]}`,
    ],
    [
      'staff with clients',
      `{"keys":[{"hash":"${'a'.repeat(64)}","principal":{"id":"x","role":"agent","clients":["acme"]},"issuedAt":"${NOW}"}]}`,
    ],
  ])('does not open where it holds %s, and says where', (_what, text) => {
    KeyFile.open(path).add(recordFor(mintKey()));
    writeFileSync(path, text);
    expect(() => KeyFile.open(path)).toThrow(`${path} is no key file`);
  });
});

describe('Development keys', () => {
  it('are one for each role, and the same after a restart', () => {
    const plain = join(directory, 'keys', 'development-keys.json');
    const first = developmentKeys(KeyFile.open(path), plain, NOW);
    const again = developmentKeys(KeyFile.open(path), plain, NOW);
    expect(again).toStrictEqual(first);
    expect(Object.keys(first)).toStrictEqual([...ROLES]);
    expect(new Set(Object.values(first)).size).toBe(ROLES.length);
    expect(statSync(plain).mode & 0o777).toBe(0o600);
  });

  it('are marked as such, and those of a client speak for one client', () => {
    const keys = KeyFile.open(path);
    const plain = developmentKeys(keys, join(directory, 'plain.json'), NOW);
    for (const role of ROLES) expect(keys.find(plain[role])).toMatchObject({ development: true, principal: { role } });
    expect(keys.find(plain['noc-contact'])?.principal.clients).toStrictEqual([DEVELOPMENT_CLIENT]);
  });
});
