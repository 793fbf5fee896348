import { AStore, anEvent } from '../a-store.fixture';
import { parseRecord } from '../storage/record';
import { linkRecord } from './link-record';
import type { LinkStream } from './link-stream';

describe('A stream of links', () => {
  let one: AStore;
  beforeEach(async () => {
    one = await AStore.opened();
  });
  afterEach(() => one.remove());

  const links = (name: string): LinkStream => {
    const found = one.store.links.find(name);
    if (!found) throw new Error(`${name} is no stream of links.`);
    return found;
  };
  const read = async (name: string): Promise<string[]> => {
    const found = links(name);
    await found.catchUp();
    const ordinals = Array.from({ length: found.count }, (_, revision) => found.ordinalOf(revision));
    const sources = await one.store.records.fetch(ordinals, true);
    return sources.map((source, revision) => parseRecord(linkRecord(name, revision, source)).data.toString());
  };

  it('is the same whenever it is read, whoever else reads it meanwhile', async () => {
    await one.append('cat-1', 'any', ...Array.from({ length: 20_000 }, () => anEvent()));
    const [first, second] = await Promise.all([read('$ce-cat'), read('$ce-cat')]);
    expect(first.join()).toBe(Array.from({ length: 20_000 }, (_, revision) => `${revision}@cat-1`).join());
    expect(second.join()).toBe(first.join());
    await one.append('cat-2', 'any');
    expect((await read('$ce-cat')).slice(20_000)).toEqual(['0@cat-2']);
  });

  it('is the same after a restart, ids and all', async () => {
    await one.append('cat-1', 'any', anEvent(), anEvent());
    const ids = async () => {
      await links('$et-Happened').catchUp();
      const sources = await one.store.records.fetch([0, 1], true);
      return sources.map((source, revision) => parseRecord(linkRecord('$et-Happened', revision, source)).idText);
    };
    const before = await ids();
    await one.store.close();
    await one.open();
    expect(await ids()).toEqual(before);
    expect(new Set(before).size).toBe(2);
  });

  it('keeps what a correlation is followed by', async () => {
    await one.append('cat-1', 'any', anEvent('{}', { metadata: '{"$correlationId":"c-7"}' }));
    const [source = Buffer.alloc(0)] = await one.store.records.fetch([0], true);
    expect(JSON.parse(parseRecord(linkRecord('$ce-cat', 0, source)).metadata.toString())).toMatchObject({
      $o: 'cat-1',
      $correlationId: 'c-7',
    });
  });

  it('is one like any other where one of its name stands in the log: what was written stays', async () => {
    await one.append('cat-1', 'any');
    await one.append('$ce-cat', 'any');
    expect(one.store.links.find('$ce-cat')).toBeUndefined();
    expect(one.store.links.find('$ce-dog')).toBeDefined();
  });
});
