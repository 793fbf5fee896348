import path from 'node:path';
import { startNode } from '#embedded-store';
import type { CatalogLine, Fold, Message } from '#kernel';
import { KeyFile } from './keys/key-file';
import type { StoreOptions } from './options';
import { aDirectory } from './testing/a-node.fixture';
import { command, newStream, noted, notes } from './testing/event-store.contract';
import { aNodeWithStores } from './testing/stores.fixture';

const { open, optionsApart } = aNodeWithStores(startNode);
const keysOf = aDirectory();
afterAll(() => keysOf.remove());

const CATALOG: Record<string, CatalogLine> = {
  NoteAdded: { schemaVersion: 1, personal: ['text'] },
  Erased: { schemaVersion: 1, erases: true },
};
const erased: Message = { type: 'Erased' };
/** Two processes on one store and one key file, each with a view of its own of it. */
const twoProcesses = async (rights: Partial<StoreOptions> = {}) => {
  const file = path.join(keysOf.path, `${Math.random()}`);
  const options = { ...optionsApart(), catalogs: { ticket: CATALOG, billing: CATALOG, sla: CATALOG }, ...rights };
  const keys = () => new KeyFile(file, Buffer.alloc(32, 1));
  return [await open({ ...options, keys: keys() }), await open({ ...options, keys: keys() })] as const;
};
const all: Fold<readonly string[], { type: 'NoteAdded'; text: string } | { type: 'Erased' }> = {
  initial: [],
  evolve: { ...notes.evolve, Erased: (state) => [...state, '-'] },
};
const texts = async (store: Awaited<ReturnType<typeof open>>, stream: string) =>
  (await store.read(stream)).map(({ event }) => ('text' in event ? String(event.text) : '-'));

describe('An erasure', () => {
  it('takes all that was sealed of the subject before it, in every stream, and nothing of others', async () => {
    const [store] = await twoProcesses();
    const ticket = newStream();
    const ledger = ticket.replace('ticket-', 'billing-');
    const other = newStream();
    for (const stream of [ticket, ledger, other]) await store.append(stream, -1, [noted('Ms Doe')], command('c1'));
    await store.append(ticket, 0, [erased], command('c2'));
    await store.append(ticket, 1, [noted('later')], command('c3'));
    await store.eraseBefore(ticket, 1);
    expect(await texts(store, ticket)).toStrictEqual(['[erased]', '-', 'later']);
    expect(await texts(store, ledger)).toStrictEqual(['[erased]']);
    expect(await texts(store, other)).toStrictEqual(['Ms Doe']);
  });

  it('takes the same and no more, however late it is said again', async () => {
    const [store] = await twoProcesses();
    const ticket = newStream();
    const ledger = ticket.replace('ticket-', 'billing-');
    for (const stream of [ticket, ledger]) await store.append(stream, -1, [noted('before')], command('c1'));
    await store.append(ticket, 0, [erased], command('c2'));
    await store.eraseBefore(ticket, 1);
    await store.append(ticket, 1, [noted('after')], command('c3'));
    await store.append(ledger, 0, [noted('after')], command('c3'));
    await store.eraseBefore(ticket, 1);
    expect(await texts(store, ticket)).toStrictEqual(['[erased]', '-', 'after']);
    expect(await texts(store, ledger)).toStrictEqual(['[erased]', 'after']);
  });

  it.each([false, true])(
    'is not answered from memory, nor sealed with an old key (writes alone: %s)',
    async (soleWriter) => {
      const [one, two] = await twoProcesses({ soleWriter });
      const ticket = newStream();
      await one.append(ticket, -1, [noted('Ms Doe')], command('c1'));
      for (const store of [one, two]) expect((await store.load(ticket, all)).state).toStrictEqual(['Ms Doe']);
      await one.append(ticket, 0, [erased], command('c2'));
      await two.load(ticket, all);
      await two.append(ticket, 1, [noted('to be kept')], command('c3'));
      await one.eraseBefore(ticket, 1);
      for (const store of [one, two]) {
        for (const end = performance.now() + 10_000; performance.now() < end; )
          if ((await texts(store, ticket))[0] === '[erased]') break;
        expect((await store.load(ticket, all, 'cached')).state).toStrictEqual(['[erased]', '-', 'to be kept']);
      }
    },
  );

  it('of an event that is not there erases nothing', async () => {
    const [store] = await twoProcesses();
    await expect(store.eraseBefore(newStream(), 0)).rejects.toThrow('is not there, so that nothing is erased');
  });
});
