// I11 for the register: after a person is erased no key opens what was written of them, and the others are as they were.

import { type ClientCommand, client, type Registered, type StaffCommand, staff } from '#clients';
import { ClientErasure } from '#clients/module';
import { CATALOGS } from '#composition';
import { startNode } from '#embedded-store';
import { openKeys, openStore, type Store, uuidv5 } from '#event-store';
import { decideAndAppend } from '#kernel';
import { type OutageCommand, outage } from '#outages';
import { OutageErasure } from '#outages/module';
import type { CommandEnvironment } from '#ticketing/commands';
import { discard, scratch } from '../programs/scratch';

const NAMES = 'c1a5f1f0-3b52-4b47-9a4e-7a3d1e5d0b11';
const NOW = Date.parse('2026-03-16T15:00:00Z');
let n = 0;
const context = () => ({
  commandId: uuidv5(NAMES, String(n++)),
  actor: { id: 'sue', role: 'supervisor' },
  at: new Date(NOW).toISOString(),
});

describe('The erasure of one person from the register', () => {
  const directory = scratch('client-erasure');
  let node: Awaited<ReturnType<typeof startNode>>;
  let store: Store;
  const open = async () => {
    const keys = await openKeys(`${directory}/keys`, Buffer.alloc(32, 1));
    return openStore({ url: node.url, provider: 'erasure', keys, catalogs: CATALOGS, soleWriter: true });
  };
  const erasure = (of: Store) =>
    new ClientErasure({ store: of, idOf: (name: string) => uuidv5(NAMES, name) } as unknown as CommandEnvironment, of);
  const onClient = (command: ClientCommand) => decideAndAppend(store, 'client-acme', client, command, context());
  const onStaff = (command: StaffCommand) => decideAndAppend(store, 'register-staff', staff, command, context());
  const historyOf = async (of: Store, stream: string) => JSON.stringify(await of.read(stream));
  beforeAll(async () => {
    node = await startNode({ dir: `${directory}/store`, port: 0 });
    store = await open();
    await onClient({ type: 'RegisterClient', name: 'Acme Dental' });
    await onClient({
      type: 'AddContact',
      contactId: 'bob',
      name: 'Bob Quuxley',
      role: 'contact',
      email: 'quuxley@acme.example',
    });
    await onClient({ type: 'AddContact', contactId: 'nora', name: 'Nora Finch', role: 'noc' });
    await onStaff({ type: 'ListStaffMember', staffId: 'rolf', name: 'Rolf Quuxley', roles: ['agent'] });
    await onStaff({ type: 'ListStaffMember', staffId: 'anna', name: 'Anna Berg', roles: ['engineer'] });
  });
  afterAll(async () => {
    await store.close();
    await node.close();
    discard(directory);
  });

  it('leaves no word of theirs in the store, and every word of the others, whoever reads it next', async () => {
    await onClient({ type: 'EraseClientData', person: 'bob', ground: 'left' });
    await onStaff({ type: 'EraseStaffData', staffId: 'rolf', ground: 'left' });
    expect(await historyOf(store, 'client-acme')).toContain('Quuxley');
    for (const subject of ['acme', 'staff']) await erasure(store).handle(subject, NOW);
    await store.close();
    store = await open();
    for (const stream of ['client-acme', 'register-staff'])
      expect(await historyOf(store, stream)).not.toMatch(/quuxley/i);
    const acme = (await store.load('client-acme', client)).state as Registered;
    expect([acme.name, [...acme.contacts.values()]]).toEqual([
      'Acme Dental',
      [{ contactId: 'nora', name: 'Nora Finch', role: 'noc' }],
    ]);
    expect([...(await store.load('register-staff', staff)).state.members.values()]).toEqual([
      { staffId: 'anna', name: 'Anna Berg', roles: ['engineer'] },
    ]);
  });

  it('does nothing more when it is told again, and what was added since stays readable', async () => {
    await onClient({ type: 'AddContact', contactId: 'ida', name: 'Ida Stern', role: 'contact' });
    const before = await historyOf(store, 'client-acme');
    await erasure(store).handle('acme', NOW);
    expect(await historyOf(store, 'client-acme')).toBe(before);
    expect(before).toContain('Ida Stern');
  });

  it('and that of an outage leave no word of what was written of it', async () => {
    const stream = 'outage-O-7K3M9QXZX';
    const say = (command: OutageCommand) => decideAndAppend(store, stream, outage, command, context());
    await say({ type: 'OpenOutage', summary: 'Quuxley cut the fibre' });
    await say({ type: 'GiveNotice', noticeId: 'n1', text: 'Mr Quuxley is sorry' });
    await say({ type: 'CloseOutage', note: 'Quuxley spliced it' });
    await say({ type: 'EraseOutage', ground: 'requested' });
    await new OutageErasure((name) => store.read(name), store).handle('O-7K3M9QXZX', NOW);
    await store.close();
    store = await open();
    expect(await historyOf(store, stream)).not.toMatch(/quuxley/i);
  });
});
