// Who called, as the register knows them by their number. What the network says of a caller proves nothing: it names whose ticket
// it is, and gives nobody a right.

import { phoneKey } from '#clients';
import { type ClientRegister, clientList } from '#clients/module';
import type { ReadStore } from '#read-store';

export type KnownCaller = { readonly client: string; readonly contact?: string };
const FOUND_MAX = 20;

/** The client of whose contacts one has this number, and who it is where that is one; nothing where several clients do. */
export const callerOf = async (
  register: Pick<ClientRegister, 'client'>,
  views: Pick<ReadStore, 'view'>,
  number: string,
): Promise<KnownCaller | undefined> => {
  const phone = phoneKey(number);
  if (phone === undefined) return undefined;
  const { rows } = await views.view(clientList).find({ where: { kind: 'contact', phone }, limit: FOUND_MAX });
  const [client, ...others] = new Set(rows.map((row) => row.client));
  if (client === undefined || others.length > 0) return undefined;
  // Found in a view, believed as the stream has it.
  const { state } = await register.client(client);
  const contacts = state.status === 'registered' ? [...state.contacts.values()] : [];
  const [one, ...more] = contacts.filter((contact) => phoneKey(contact.phone ?? '') === phone);
  if (!one) return undefined;
  return { client, ...(more.length === 0 && { contact: one.contactId }) };
};
