// client-<id>: what is written of a client. These names and fields are the storage format.

/** What a contract includes, clause 2c of the support policy. */
export const ENTITLEMENTS = ['support_in_hours', 'after_hours_p1', 'resources', 'training'] as const;
export type Entitlement = (typeof ENTITLEMENTS)[number];

/** What somebody at the client is there for. `noc`: enters at tier 3, clause 2d. */
export const CONTACT_ROLES = ['contact', 'noc', 'billing'] as const;
export type ContactRole = (typeof CONTACT_ROLES)[number];

export type Contract = {
  readonly entitlements: readonly Entitlement[];
  /** The policy that the client's tickets are opened under; the provider's own where none is named. */
  readonly policyId?: string;
  /** Laid over that policy (`mergePolicy`): what this client has agreed otherwise. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** The number on paper. */
  readonly number?: string;
};
export type Site = { readonly siteId: string; readonly name: string; readonly address?: string };
/** What repeat trouble is measured on: one product at one place. */
export type Service = {
  readonly serviceId: string;
  readonly product: string;
  readonly name: string;
  readonly siteId?: string;
};
/** An end user of the client. */
export type Subscriber = { readonly subscriberId: string; readonly name: string; readonly siteId?: string };
/** Somebody who speaks for the client. `contactId` is the id of their API key, where they have one. */
export type ClientContact = {
  readonly contactId: string;
  readonly name: string;
  readonly role: ContactRole;
  readonly email?: string;
  readonly phone?: string;
};
export type BillingAccount = { readonly accountId: string; readonly name?: string; readonly email?: string };

export const DATA_ERASURE_GROUNDS = ['requested', 'left', 'no_longer_needed', 'unlawful', 'legal_obligation'] as const;
export type DataErasureGround = (typeof DATA_ERASURE_GROUNDS)[number];

export type ClientRegistered = { type: 'ClientRegistered'; name: string };
export type ClientRenamed = { type: 'ClientRenamed'; name: string };
/** From now on; a ticket keeps what it was opened under. */
export type ContractChanged = { type: 'ContractChanged'; contract: Contract };
/** The words in which after-hours charges are agreed. `version` counts from 1. */
export type TermsWorded = { type: 'TermsWorded'; version: number; words: string };
export type SiteAdded = { type: 'SiteAdded' } & Site;
export type SiteRemoved = { type: 'SiteRemoved'; siteId: string };
export type ServiceAdded = { type: 'ServiceAdded' } & Service;
export type ServiceRemoved = { type: 'ServiceRemoved'; serviceId: string };
export type SubscriberAdded = { type: 'SubscriberAdded' } & Subscriber;
export type SubscriberRemoved = { type: 'SubscriberRemoved'; subscriberId: string };
/** Also where something about the contact is another by now. */
export type ContactAdded = { type: 'ContactAdded' } & ClientContact;
export type ContactRemoved = { type: 'ContactRemoved'; contactId: string };
export type BillingAccountChanged = { type: 'BillingAccountChanged'; account: BillingAccount };
/** What was personal of one person, or of the whole client where nobody is named. The keys of before are destroyed. */
export type ClientDataErased = { type: 'ClientDataErased'; person?: string; ground: DataErasureGround };
/** What an erasure of one person leaves, written down again under a new key before the old one is destroyed. */
export type ClientDataRestated = {
  type: 'ClientDataRestated';
  name: string;
  terms: readonly string[];
  sites: readonly Site[];
  services: readonly Service[];
  subscribers: readonly Subscriber[];
  contacts: readonly ClientContact[];
  account?: BillingAccount;
};
export type ClientEvent =
  | ClientRegistered
  | ClientRenamed
  | ContractChanged
  | TermsWorded
  | SiteAdded
  | SiteRemoved
  | ServiceAdded
  | ServiceRemoved
  | SubscriberAdded
  | SubscriberRemoved
  | ContactAdded
  | ContactRemoved
  | BillingAccountChanged
  | ClientDataErased
  | ClientDataRestated;
