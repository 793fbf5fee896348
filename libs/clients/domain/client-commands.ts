// client-<id>: what can be said of a client.

import type {
  BillingAccount,
  ClientContact,
  Contract,
  DataErasureGround,
  Service,
  Site,
  Subscriber,
} from './client-events';

export type ClientCommand =
  | { type: 'RegisterClient'; name: string }
  | { type: 'RenameClient'; name: string }
  | { type: 'ChangeContract'; contract: Contract }
  | { type: 'WordTerms'; words: string }
  | ({ type: 'AddSite' } & Site)
  | { type: 'RemoveSite'; siteId: string }
  | ({ type: 'AddService' } & Service)
  | { type: 'RemoveService'; serviceId: string }
  | ({ type: 'AddSubscriber' } & Subscriber)
  | { type: 'RemoveSubscriber'; subscriberId: string }
  | ({ type: 'AddContact' } & ClientContact)
  | { type: 'RemoveContact'; contactId: string }
  | { type: 'ChangeBillingAccount'; account: BillingAccount }
  | { type: 'EraseClientData'; person?: string; ground: DataErasureGround }
  | { type: 'RestateClientData' };
