import { type ClientCommand, client, clientRegister, type StaffCommand, staff } from '#clients';
import { type Store, uuidv5 } from '#event-store';
import { decideAndAppend } from '#kernel';

const NAMES = '2f6d3c1e-58a0-4c57-8d39-6a0f1b7e9c55';
const ISO = '2026-03-16T14:00:00.000Z';
const contextOf = (name: string) => ({
  commandId: uuidv5(NAMES, name),
  actor: { id: 'sue', role: 'supervisor' },
  at: ISO,
});

const ON_CLIENT: readonly ClientCommand[] = [
  { type: 'RegisterClient', name: 'Acme Dental' },
  { type: 'RenameClient', name: 'Acme Dental West' },
  {
    type: 'ChangeContract',
    contract: {
      entitlements: ['support_in_hours', 'after_hours_p1'],
      policyId: 'standard-support',
      overrides: { priorities: { P2: { respond: 60 } } },
      number: 'C-2026-17',
    },
  },
  { type: 'WordTerms', words: 'After hours a P1 is helped for $125 an hour' },
  { type: 'AddSite', siteId: 'main', name: 'Main street', address: '12 Elm Street' },
  { type: 'AddSite', siteId: 'old', name: 'Old town' },
  { type: 'RemoveSite', siteId: 'old' },
  { type: 'AddService', serviceId: 'trunk-1', product: 'sip-trunk', name: 'Front desk', siteId: 'main' },
  { type: 'AddService', serviceId: 'fax', product: 'fax', name: 'Fax' },
  { type: 'RemoveService', serviceId: 'fax' },
  { type: 'AddSubscriber', subscriberId: 'sub-17', name: 'Front desk', siteId: 'main' },
  { type: 'AddSubscriber', subscriberId: 'sub-18', name: 'Back office' },
  { type: 'RemoveSubscriber', subscriberId: 'sub-18' },
  { type: 'AddContact', contactId: 'bob', name: 'Bob Marsh', role: 'contact', email: 'bob@acme.example' },
  { type: 'AddContact', contactId: 'nora', name: 'Nora Finch', role: 'noc', phone: '+1 312 555 0117' },
  { type: 'AddContact', contactId: 'ben', name: 'Ben Hill', role: 'billing' },
  { type: 'RemoveContact', contactId: 'ben' },
  {
    type: 'ChangeBillingAccount',
    account: { accountId: 'A-1001', name: 'Accounts payable', email: 'ap@acme.example' },
  },
  { type: 'EraseClientData', person: 'bob', ground: 'left' },
  { type: 'RestateClientData' },
];
const ON_STAFF: readonly StaffCommand[] = [
  {
    type: 'ListStaffMember',
    staffId: 'anna',
    name: 'Anna Berg',
    roles: ['engineer'],
    tier: 3,
    email: 'anna@x.example',
  },
  { type: 'ListStaffMember', staffId: 'rolf', name: 'Rolf Dahl', roles: ['agent'], phone: '+1 312 555 0199' },
  { type: 'NoteDeparture', staffId: 'rolf' },
  { type: 'EraseStaffData', staffId: 'rolf', ground: 'left' },
  { type: 'RestateStaffData' },
];

/** A client that is registered, changed and partly erased, and the staff likewise. The streams that they left. */
export const registerClients = async (store: Store): Promise<readonly string[]> => {
  const STREAMS = { client: 'client-acme', staff: 'register-staff', clients: 'register-clients' };
  for (const [n, command] of ON_CLIENT.entries())
    await decideAndAppend(store, STREAMS.client, client, command, contextOf(`client ${n}`));
  for (const [n, command] of ON_STAFF.entries())
    await decideAndAppend(store, STREAMS.staff, staff, command, contextOf(`staff ${n}`));
  await decideAndAppend(store, STREAMS.clients, clientRegister, { type: 'BeginRegister' }, contextOf('register'));
  return Object.values(STREAMS);
};
