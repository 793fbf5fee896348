import type { Catalog } from '#kernel';
import type { ClientEvent } from './client-events';
import type { RegisterEvent } from './staff';

/** Every event of client-<id>, for ever. Ids are pseudonyms; whatever people typed may say who somebody is. */
export const CLIENT_EVENTS = {
  ClientRegistered: { schemaVersion: 1, personal: ['name'] },
  ClientRenamed: { schemaVersion: 1, personal: ['name'] },
  ContractChanged: { schemaVersion: 1 },
  TermsWorded: { schemaVersion: 1, personal: ['words'] },
  SiteAdded: { schemaVersion: 1, personal: ['name', 'address'] },
  SiteRemoved: { schemaVersion: 1 },
  ServiceAdded: { schemaVersion: 1, personal: ['name'] },
  ServiceRemoved: { schemaVersion: 1 },
  SubscriberAdded: { schemaVersion: 1, personal: ['name'] },
  SubscriberRemoved: { schemaVersion: 1 },
  ContactAdded: { schemaVersion: 1, personal: ['name', 'email', 'phone'] },
  ContactRemoved: { schemaVersion: 1 },
  BillingAccountChanged: { schemaVersion: 1, personal: ['account.name', 'account.email'] },
  ClientDataErased: { schemaVersion: 1, erases: true },
  ClientDataRestated: {
    schemaVersion: 1,
    personal: [
      'name',
      'terms.*',
      'sites.*.name',
      'sites.*.address',
      'services.*.name',
      'subscribers.*.name',
      'contacts.*.name',
      'contacts.*.email',
      'contacts.*.phone',
      'account.name',
      'account.email',
    ],
  },
} as const satisfies Catalog<ClientEvent>;

/** Every event of register-clients and register-staff. */
export const REGISTER_EVENTS = {
  ClientRegisterBegun: { schemaVersion: 1 },
  StaffMemberListed: { schemaVersion: 1, personal: ['name', 'email', 'phone'] },
  StaffMemberLeft: { schemaVersion: 1 },
  StaffDataErased: { schemaVersion: 1, erases: true },
  StaffDataRestated: { schemaVersion: 1, personal: ['members.*.name', 'members.*.email', 'members.*.phone'] },
} as const satisfies Catalog<RegisterEvent>;
