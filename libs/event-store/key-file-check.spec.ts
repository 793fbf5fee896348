import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { startNode } from '#embedded-store';
import { StoreMismatch } from './errors';
import { openKeys, openKeysToRead } from './keys/key-file';
import type { Keys } from './keys/keys';
import type { Store } from './store';
import { aDirectory } from './testing/a-node.fixture';
import { command, newStream, noted } from './testing/event-store.contract';
import { aNodeWithStores } from './testing/stores.fixture';

const { open, optionsApart } = aNodeWithStores(startNode);
const directory = aDirectory();
afterAll(() => directory.remove());

const master = Buffer.alloc(32, 1);
const newFile = () => path.join(directory.path, `${randomUUID()}.ndjson`);
const newKeys = () => openKeys(newFile(), master);
/** As a build wrote that knew nothing of key files. */
const withoutOrigin = (keys: Keys): Keys => ({
  take: () => keys.take(),
  find: (id) => keys.find(id),
  destroy: (ids) => keys.destroy(ids),
});
const write = (store: Store) => store.append(newStream(), -1, [noted('a personal word')], command(randomUUID()));

describe('A store knows the key file of its personal fields:', () => {
  it('another one is refused, with the way out, before anything is written with it', async () => {
    const options = { ...optionsApart(), keys: await newKeys() };
    await open(options);
    const foreign = open({ ...options, keys: await newKeys() });
    await expect(foreign).rejects.toThrow(StoreMismatch);
    await expect(foreign).rejects.toThrow(/All processes share one KEYS_DIR.*npm start -- keys adopt/);
    await expect(open({ ...options, keys: await newKeys(), readOnly: true })).rejects.toThrow(StoreMismatch);
  });

  it('the same one is taken, whoever has added to it and destroyed in it meanwhile', async () => {
    const file = newFile();
    const keys = await openKeys(file, master);
    const options = { ...optionsApart(), keys };
    await open(options);
    const { id } = await keys.take();
    const other = await openKeys(file, master);
    await other.destroy([id]);
    await expect(open({ ...options, keys: await openKeys(file, master) })).resolves.toBeDefined();
    await expect(open({ ...options, keys: openKeysToRead(file, master), readOnly: true })).resolves.toBeDefined();
  });

  it('a store of an older build is asked for what it has sealed', async () => {
    const keys = await newKeys();
    const options = { ...optionsApart(), keys };
    await write(await open({ ...options, keys: withoutOrigin(keys) }));
    await expect(open({ ...options, keys: await newKeys() })).rejects.toThrow(StoreMismatch);
    await open(options);
    await expect(open({ ...options, keys: await newKeys() })).rejects.toThrow(StoreMismatch);
  });

  it('several that begin it at once, each with a file of its own, agree on one', async () => {
    const options = optionsApart();
    const keys = await Promise.all(Array.from({ length: 4 }, newKeys));
    const opened = await Promise.allSettled(keys.map((own) => open({ ...options, keys: own })));
    expect(opened.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('once another one was adopted, it is that one', async () => {
    const options = { ...optionsApart(), keys: await newKeys() };
    await open(options);
    const keys = await newKeys();
    await open({ ...options, keys, adoptKeyFile: true });
    await expect(open({ ...options, keys })).resolves.toBeDefined();
    await expect(open(options)).rejects.toThrow(StoreMismatch);
  });
});
