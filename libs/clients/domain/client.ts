// client-<id>: a client of the provider. Its contract, its places, what it has, and who speaks for it.

import { type Decider, DomainError, type Instead } from '#kernel';
import type { ClientCommand } from './client-commands';
import type { BillingAccount, ClientContact, ClientEvent, Contract, Service, Site, Subscriber } from './client-events';

// State.
export type Registered = {
  readonly status: 'registered';
  readonly name: string;
  readonly contract?: Contract;
  /** The words of the terms; the last ones hold. */
  readonly terms: readonly string[];
  readonly sites: ReadonlyMap<string, Site>;
  readonly services: ReadonlyMap<string, Service>;
  readonly subscribers: ReadonlyMap<string, Subscriber>;
  readonly contacts: ReadonlyMap<string, ClientContact>;
  readonly account?: BillingAccount;
  /** Contacts and subscribers of whom something personal is stored, also of those that were removed. */
  readonly people: ReadonlySet<string>;
  /** Somebody was erased, and what is left was not written down again yet. */
  readonly toRestate: boolean;
};
export type Client = { readonly status: 'none' } | Registered;

const withOne = <T>(map: ReadonlyMap<string, T>, key: string, value: T) => new Map([...map, [key, value]]);
const without = <T>(map: ReadonlyMap<string, T>, key: string) => new Map([...map].filter(([one]) => one !== key));
const keyed = <T>(all: readonly T[], keyOf: (one: T) => string) => new Map(all.map((one) => [keyOf(one), one]));

const NOBODY: Omit<Registered, 'name'> = {
  status: 'registered',
  terms: [],
  sites: new Map(),
  services: new Map(),
  subscribers: new Map(),
  contacts: new Map(),
  people: new Set(),
  toRestate: false,
};

export const client: Decider<ClientCommand, Client, ClientEvent> = {
  initial: { status: 'none' },
  evolve: {
    ClientRegistered: (_none, { name }) => ({ ...NOBODY, name }),
    ClientRenamed: (state, { name }) => ({ ...past(state), name }),
    ContractChanged: (state, { contract }) => ({ ...past(state), contract }),
    TermsWorded: (state, { words }) => ({ ...past(state), terms: [...past(state).terms, words] }),
    SiteAdded: (state, { type: _, ...site }) => ({
      ...past(state),
      sites: withOne(past(state).sites, site.siteId, site),
    }),
    SiteRemoved: (state, { siteId }) => ({ ...past(state), sites: without(past(state).sites, siteId) }),
    ServiceAdded: (state, { type: _, ...service }) => ({
      ...past(state),
      services: withOne(past(state).services, service.serviceId, service),
    }),
    ServiceRemoved: (state, { serviceId }) => ({ ...past(state), services: without(past(state).services, serviceId) }),
    SubscriberAdded: (state, { type: _, ...subscriber }) => ({
      ...past(state),
      subscribers: withOne(past(state).subscribers, subscriber.subscriberId, subscriber),
      people: new Set([...past(state).people, subscriber.subscriberId]),
    }),
    SubscriberRemoved: (state, { subscriberId }) => ({
      ...past(state),
      subscribers: without(past(state).subscribers, subscriberId),
    }),
    ContactAdded: (state, { type: _, ...contact }) => ({
      ...past(state),
      contacts: withOne(past(state).contacts, contact.contactId, contact),
      people: new Set([...past(state).people, contact.contactId]),
    }),
    ContactRemoved: (state, { contactId }) => ({ ...past(state), contacts: without(past(state).contacts, contactId) }),
    BillingAccountChanged: (state, { account }) => ({ ...past(state), account }),
    ClientDataErased: (state, { person }) => {
      if (person !== undefined)
        return {
          ...past(state),
          contacts: without(past(state).contacts, person),
          subscribers: without(past(state).subscribers, person),
          people: new Set([...past(state).people].filter((one) => one !== person)),
          toRestate: true,
        };
      const { contract } = past(state);
      return { ...NOBODY, name: '[erased]', ...(contract && { contract }) };
    },
    ClientDataRestated: (state, { name, terms, sites, services, subscribers, contacts, account }) => {
      const { contract } = past(state);
      return {
        ...NOBODY,
        name,
        terms,
        sites: keyed(sites, ({ siteId }) => siteId),
        services: keyed(services, ({ serviceId }) => serviceId),
        subscribers: keyed(subscribers, ({ subscriberId }) => subscriberId),
        contacts: keyed(contacts, ({ contactId }) => contactId),
        people: past(state).people,
        ...(contract && { contract }),
        ...(account && { account }),
      };
    },
  },
  decide: {
    RegisterClient: ({ name }, state) => {
      if (state.status === 'none') return [{ type: 'ClientRegistered', name }];
      if (state.name === name) return [];
      throw refusal(
        'client.exists',
        'A client of this id is registered under another name. Rename it, or take another id.',
      );
    },
    RenameClient: ({ name }, state) => (known(state).name === name ? [] : [{ type: 'ClientRenamed', name }]),
    ChangeContract: ({ contract }, state) =>
      same(known(state).contract, contract) ? [] : [{ type: 'ContractChanged', contract }],
    WordTerms: ({ words }, state) =>
      known(state).terms.at(-1) === words
        ? []
        : [{ type: 'TermsWorded', version: known(state).terms.length + 1, words }],
    AddSite: ({ type: _, ...site }, state) =>
      same(known(state).sites.get(site.siteId), site) ? [] : [{ type: 'SiteAdded', ...site }],
    RemoveSite: ({ siteId }, state) => {
      const { sites, services, subscribers } = known(state);
      if (!sites.has(siteId)) return [];
      if ([...services.values(), ...subscribers.values()].some((one) => one.siteId === siteId))
        throw refusal(
          'client.site-in-use',
          `Services or subscribers are at site ${siteId}. Remove or move them first.`,
        );
      return [{ type: 'SiteRemoved', siteId }];
    },
    AddService: ({ type: _, ...service }, state) => {
      mustHaveSite(state, service.siteId);
      return same(known(state).services.get(service.serviceId), service) ? [] : [{ type: 'ServiceAdded', ...service }];
    },
    RemoveService: ({ serviceId }, state) =>
      known(state).services.has(serviceId) ? [{ type: 'ServiceRemoved', serviceId }] : [],
    AddSubscriber: ({ type: _, ...subscriber }, state) => {
      mustHaveSite(state, subscriber.siteId);
      return same(known(state).subscribers.get(subscriber.subscriberId), subscriber)
        ? []
        : [{ type: 'SubscriberAdded', ...subscriber }];
    },
    RemoveSubscriber: ({ subscriberId }, state) =>
      known(state).subscribers.has(subscriberId) ? [{ type: 'SubscriberRemoved', subscriberId }] : [],
    AddContact: ({ type: _, ...contact }, state) =>
      same(known(state).contacts.get(contact.contactId), contact) ? [] : [{ type: 'ContactAdded', ...contact }],
    RemoveContact: ({ contactId }, state) =>
      known(state).contacts.has(contactId) ? [{ type: 'ContactRemoved', contactId }] : [],
    ChangeBillingAccount: ({ account }, state) =>
      same(known(state).account, account) ? [] : [{ type: 'BillingAccountChanged', account }],
    EraseClientData: ({ person, ground }, state) => {
      const { people } = known(state);
      mustBeRestated(state);
      if (person === undefined) return [{ type: 'ClientDataErased', ground }];
      if (!people.has(person)) throw missing('person-unknown', 'contact or subscriber', person);
      return [{ type: 'ClientDataErased', person, ground }];
    },
    RestateClientData: (_command, state) => (state.status === 'registered' && state.toRestate ? [restated(state)] : []),
  },
};

/** What is left is still readable until its key is destroyed, which is after this. */
const restated = ({ name, terms, sites, services, subscribers, contacts, account }: Registered): ClientEvent => ({
  type: 'ClientDataRestated',
  name,
  terms,
  sites: [...sites.values()],
  services: [...services.values()],
  subscribers: [...subscribers.values()],
  contacts: [...contacts.values()],
  ...(account && { account }),
});

const mustBeRestated = (state: Client): void => {
  if (known(state).toRestate)
    throw refusal(
      'client.erasure-under-way',
      'Somebody is being erased from this client just now. Ask again in a moment.',
    );
};
const mustHaveSite = (state: Client, siteId: string | undefined): void => {
  const { sites } = known(state);
  if (siteId !== undefined && !sites.has(siteId)) throw missing('site-unknown', 'site', siteId);
};
const past = (state: Client): Registered => {
  if (state.status === 'registered') return state;
  throw new Error('the client was never registered');
};
const known = (state: Client): Registered => {
  if (state.status === 'registered') return state;
  throw refusal('client.unknown', 'There is no such client. Name one that there is, or register it.', {
    acts: ['ListClients', 'RegisterClient'],
  });
};

/** What a ticket may say of who asks and about what. Throws where the client has no such thing. */
export type NamedOnTicket = {
  readonly contact?: string;
  readonly site?: string;
  readonly service?: string;
  readonly subscriber?: string;
};
export const mustHave = (state: Client, { contact, site, service, subscriber }: NamedOnTicket): void => {
  const { contacts, sites, services, subscribers } = known(state);
  if (contact !== undefined && !contacts.has(contact)) throw missing('contact-unknown', 'contact', contact);
  if (site !== undefined && !sites.has(site)) throw missing('site-unknown', 'site', site);
  if (service !== undefined && !services.has(service)) throw missing('service-unknown', 'service', service);
  if (subscriber !== undefined && !subscribers.has(subscriber))
    throw missing('subscriber-unknown', 'subscriber', subscriber);
};

/** Fields may come in any order. */
const same = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other);
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? '';

const missing = (
  code: 'site-unknown' | 'contact-unknown' | 'service-unknown' | 'subscriber-unknown' | 'person-unknown',
  what: string,
  id: string,
) => refusal(`client.${code}`, `The client has no ${what} ${id}. Add it to the client first.`, { acts: ['SeeClient'] });
const refusal = (code: ClientProblem, message: string, instead?: Instead) =>
  new DomainError<ClientProblem>(code, message, instead);
export type ClientProblem =
  | `client.${'unknown' | 'exists' | 'site-in-use' | 'erasure-under-way'}`
  | `client.${'site-unknown' | 'contact-unknown' | 'service-unknown' | 'subscriber-unknown' | 'person-unknown'}`;
