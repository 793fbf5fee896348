import type { Registered } from '#clients';
import type { ReadStore } from '#read-store';
import { callerOf } from './caller';

const register = (contacts: object) => ({
  client: async () => ({
    revision: 0,
    state: { status: 'registered', contacts: new Map(Object.entries(contacts)) } as unknown as Registered,
  }),
});
const views = (...clients: readonly string[]) =>
  ({ view: () => ({ find: async () => ({ rows: clients.map((client) => ({ client })) }) }) }) as unknown as ReadStore;
const bob = { contactId: 'bob', phone: '(312) 555-0136' };

describe('Whoever calls', () => {
  it('is the contact whose number it is, however it is written', async () =>
    expect(await callerOf(register({ bob }), views('acme'), '+1 312 555 0136')).toEqual({
      client: 'acme',
      contact: 'bob',
    }));
  it('from a number that several of a client have is of that client', async () =>
    expect(
      await callerOf(register({ bob, nora: { ...bob, contactId: 'nora' } }), views('acme', 'acme'), '3125550136'),
    ).toEqual({ client: 'acme' }));
  it('from a number of two clients, of none, of one who has another by now, or from none, is nobody', async () => {
    expect(await callerOf(register({ bob }), views('acme', 'globex'), '3125550136')).toBeUndefined();
    expect(await callerOf(register({ bob }), views(), '3125550136')).toBeUndefined();
    expect(
      await callerOf(register({ bob: { ...bob, phone: '999 999 9999' } }), views('acme'), '3125550136'),
    ).toBeUndefined();
    expect(await callerOf(register({ bob }), views('acme'), 'anonymous')).toBeUndefined();
  });
});
