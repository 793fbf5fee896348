import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type EmbeddedNode, startNode } from '#embedded-store';
import { openKeys, openStore, type Store } from '#event-store';
import { iso } from '#kernel';
import { checkpointText, parseCheckpoint } from '../domain/checkpoint';
import { isConsistent } from '../domain/merkle-tree';
import { NotarizedLog } from '../domain/notarized-log';
import { noteOf, openNote } from '../domain/signed-note';
import { Notary, type NotaryPorts, originOf } from './notary';
import { checkpointsIn, entriesIn } from './notary-directory';
import { recall } from './notary-memory';
import { sha256 } from './sha256';
import { signingKeyOf, verifierOf } from './signing-key';

const CATALOGS = { ticket: { NoteAdded: { schemaVersion: 1, personal: ['text'] } } };
const SEED = Buffer.alloc(32, 7).toString('base64');
const QUICK = { signEveryMs: 0, lookEveryMs: 5, believedAfterMs: 0 };
const silent = { info: () => {}, warn: () => {}, error: () => {} };

let folder: string;
let node: EmbeddedNode;
let store: Store;
let commands = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'faultline-notary-'));
  node = await startNode({ dir: join(folder, 'store'), port: 0 });
  const keys = await openKeys(join(folder, 'keys'), Buffer.alloc(32, 1));
  store = await openStore({ url: node.url, provider: 'acme', keys, catalogs: CATALOGS, soleWriter: true });
});
afterAll(async () => {
  await store.close();
  await node.close();
  rmSync(folder, { recursive: true });
});

const writes = async (stream: string, from: number, count: number) => {
  for (let revision = from; revision < from + count; revision++)
    await store.append(stream, revision - 1, [{ type: 'NoteAdded', text: `note ${revision}` } as never], {
      commandId: `c${commands++}`,
      actor: { id: 'anna', role: 'engineer' },
      at: iso(Date.now()),
    });
};
const begin = (directory: string, more: Partial<NotaryPorts> = {}) => {
  const key = signingKeyOf(originOf('acme', store.epoch), SEED, 'here');
  return Notary.start({ store, directory, key, clock: { now: Date.now }, log: silent, pace: QUICK, ...more });
};
const until = async (holds: () => boolean) => {
  for (const end = Date.now() + 20_000; !holds(); await pause(5))
    if (Date.now() > end) throw new Error('It did not come about in 20 s.');
};
/** A directory of a notary that has signed all that there is. */
const signedAll = async (name: string) => {
  const directory = join(folder, name);
  const notary = begin(directory);
  await until(() => notary.state === 'live' && notary.lag.events === 0 && checkpointsIn(directory).length > 0);
  await notary.stop();
  return directory;
};
const opened = (note: string) => {
  const text = openNote(note, [verifierOf(signingKeyOf(originOf('acme', store.epoch), SEED, 'here').publicKey)]);
  const checkpoint = 'text' in text ? parseCheckpoint(text.text) : undefined;
  if (!checkpoint) throw new Error('It is no checkpoint of ours.');
  return checkpoint;
};

describe('The notary', () => {
  it('signs every event of the store, and each checkpoint goes on with the one before it', async () => {
    const directory = join(folder, 'whole');
    const notary = begin(directory);
    await writes('ticket-1', 0, 3);
    await until(() => (checkpointsIn(directory).at(-1)?.size ?? 0) >= 6);
    await writes('ticket-2', 0, 40);
    await until(() => (checkpointsIn(directory).at(-1)?.size ?? 0) >= 46);
    await notary.stop();
    const log = logIn(directory);
    const heads = checkpointsIn(directory).map(({ note }) => opened(note));
    expect(heads.map(checkpointText).at(-1)).toBe(checkpointText(log.checkpoint(originOf('acme', store.epoch))));
    for (const [n, later] of heads.entries()) {
      const earlier = heads[n - 1] ?? { size: 0, root: sha256() };
      expect(isConsistent(sha256, earlier, later, log.tree.consistency(earlier.size, later.size))).toBe(true);
    }
    expect(log.heads.revision('ticket-2')).toBe(39);
  });

  it('names its key in the store, once', async () => {
    await signedAll('named');
    const rotations = (await store.read('faultline-meta')).filter(({ event }) => event.type === 'SigningKeyRotated');
    expect(rotations).toHaveLength(1);
  });

  it('says that it signs with another key: nobody may have changed it, but damaged it', async () => {
    const directory = await signedAll('another key');
    const said: string[] = [];
    const key = signingKeyOf(originOf('acme', store.epoch), Buffer.alloc(32, 9).toString('base64'), 'here');
    const notary = begin(directory, { key, log: { ...silent, warn: (_fields, message) => said.push(message) } });
    await until(() => notary.state === 'live');
    await notary.stop();
    expect(said).toStrictEqual([expect.stringMatching(/signs with another key from now on; .* restore NOTARY_KEY/)]);
    await signedAll('another key'); // with the first one again: what the other signed is known by the store
  });

  it('goes on where it was stopped, and reads again what a crash left behind its last checkpoint', async () => {
    const directory = await signedAll('crashed');
    appendFileSync(join(directory, 'entries'), `${'0'.repeat(64)} 7 ticket-9\nhalf a li`);
    appendFileSync(join(directory, 'checkpoints'), '{"size": 1');
    await writes('ticket-3', 0, 2);
    const before = checkpointsIn(directory).at(-1)?.size ?? 0;
    const notary = begin(directory);
    await until(() => (checkpointsIn(directory).at(-1)?.size ?? 0) === before + 2);
    await notary.stop();
    expect([...entriesIn(directory)].at(-1)).toMatchObject({ stream: 'ticket-3', revision: 1 });
  });

  it('goes on from what it remembers without reading its log, and reads it where the memory is lost or spoiled', async () => {
    const directory = await signedAll('remembered');
    const size = checkpointsIn(directory).at(-1)?.size ?? 0;
    const goesOn = async (by: number) => {
      await writes('ticket-4', by, 1);
      const notary = begin(directory);
      await until(() => (checkpointsIn(directory).at(-1)?.size ?? 0) === size + by + 1);
      await notary.stop();
    };
    const remembered = await recall(directory);
    expect(remembered?.log.checkpoint('log')).toStrictEqual(logIn(directory).checkpoint('log'));
    await goesOn(0);
    expect((await recall(directory))?.log.size).toBe(size + 1); // it remembers what came since
    rmSync(join(directory, 'memory'));
    await goesOn(1);
    change(directory, 'memory', (text) => text.replace(/"ticket-4",1/, '"ticket-4",2'));
    expect(await recall(directory)).toBeUndefined();
    await goesOn(2);
    expect((await recall(directory))?.log.checkpoint('log')).toStrictEqual(logIn(directory).checkpoint('log'));
  });

  it('hands every checkpoint on, in their order, again until it is taken', async () => {
    const taken: number[] = [];
    let refusals = 2;
    const directory = join(folder, 'published');
    const publish: NotaryPorts['publish'] = async ({ size }) => {
      if (refusals-- > 0) throw new Error('nobody is there');
      taken.push(size);
    };
    const notary = begin(directory, { publish });
    await until(() => taken.length > 0);
    await notary.stop();
    expect(taken).toStrictEqual(checkpointsIn(directory).map(({ size }) => size));
    expect(notary.trouble).toBeUndefined();
  });

  it.each<[string, RegExp, (directory: string) => void]>([
    [
      'the store no longer holds what was signed',
      /ticket-\d@\d+ is not what was signed for/,
      (directory) => {
        // A log that says something else of the last event, and is signed by our own key.
        const entries = readFileSync(join(directory, 'entries'), 'utf8').trimEnd().split('\n');
        const last = entries.pop()?.replace(/^[0-9a-f]{64}/, '0'.repeat(64));
        writeFileSync(join(directory, 'entries'), `${[...entries, last].join('\n')}\n`);
        resign(directory);
      },
    ],
    [
      'the store lacks what was signed',
      /The store lacks ticket-7@0, the last of/,
      (directory) => {
        appendFileSync(join(directory, 'entries'), `${'0'.repeat(64)} 0 ticket-7\n`);
        resign(directory);
      },
    ],
    [
      'its own entries are not those that were signed for',
      /are not those that its last checkpoint/,
      (directory) => {
        const text = readFileSync(join(directory, 'entries'), 'utf8');
        writeFileSync(join(directory, 'entries'), text.replace(/^[0-9a-f]{4}/, 'beef'));
      },
    ],
    [
      'a line of its checkpoints is damaged',
      /checkpoints, line 1, is no checkpoint\. Restore it from a backup/,
      (directory) => change(directory, 'checkpoints', (text) => text.replace('{', 'k')),
    ],
    [
      'the signature of its last checkpoint is damaged',
      /bears no signature of a key that this store knows\. Restore the directory/,
      (directory) => change(directory, 'checkpoints', (text) => text.replace(/(.)(.)(....\\n"\}\n)$/, '$2$1$3')),
    ],
    [
      'a line of its entries is damaged',
      /entries, line 2 of those read now, is no entry\. Restore the directory/,
      (directory) => change(directory, 'entries', (text) => text.replace(/\n./, '\n!')),
    ],
    [
      'its entries are gone',
      /has 0 entries, and its last checkpoint covers/,
      (directory) => rmSync(join(directory, 'entries')),
    ],
    [
      'its entries are cut short',
      /has \d+ entries, and its last checkpoint covers/,
      (directory) => truncateSync(join(directory, 'entries'), 100),
    ],
  ])('signs nothing any more once %s', async (_what, why, spoil) => {
    const directory = await signedAll(`spoiled-${commands++}`);
    spoil(directory);
    const before = readFileSync(join(directory, 'checkpoints'), 'utf8');
    const notary = begin(directory);
    await until(() => notary.state === 'halted');
    expect(notary.problem).toMatch(why);
    await writes(`ticket-${1000 + commands}`, 0, 1);
    await notary.stop();
    expect(readFileSync(join(directory, 'checkpoints'), 'utf8')).toBe(before);
  });
});

const logIn = (directory: string) => {
  const log = new NotarizedLog(sha256);
  for (const entry of entriesIn(directory)) log.append(entry);
  return log;
};

const change = (directory: string, file: string, how: (text: string) => string): void => {
  const before = readFileSync(join(directory, file), 'utf8');
  const after = how(before);
  if (after === before) throw new Error('Nothing was changed.');
  writeFileSync(join(directory, file), after);
};

/** Signs the entries as they lie there, as if they had always been so. */
const resign = (directory: string) => {
  const key = signingKeyOf(originOf('acme', store.epoch), SEED, 'here');
  const log = logIn(directory);
  const note = noteOf(checkpointText(log.checkpoint(key.name)), [key]);
  appendFileSync(join(directory, 'checkpoints'), `${JSON.stringify({ size: log.size, at: iso(Date.now()), note })}\n`);
};
