// A row a client, and beside it a row for each of its contacts, sites, services and subscribers: what pickers search.

import { type Delivered, ERASED } from '#event-store';
import { folded } from '#http-kit';
import { subjectOf } from '#kernel';
import type { Projection } from '#read-store';
import { CLIENT_EVENTS } from '../domain/catalogs';
import { type Client, client, type Registered } from '../domain/client';
import type { ClientEvent } from '../domain/client-events';
import { phoneKey } from '../domain/phone';

export const CLIENT_ROW_KINDS = ['client', 'contact', 'site', 'service', 'subscriber'] as const;
type Kind = (typeof CLIENT_ROW_KINDS)[number];

export type ClientRow = {
  readonly kind: Kind;
  readonly client: string;
  /** The client's own, or that of its contact, site, service or subscriber. */
  readonly id: string;
  readonly name: string;
  /** What else tells it apart: a contact's role, a service's product, where somebody is. */
  readonly detail: string | null;
  readonly updatedAt: string;
  /** Of a contact, in small letters: by which a mail's sender is found. */
  readonly email: string | null;
  /** Of a contact, without what spellings differ in: by which a caller is found. */
  readonly phone: string | null;
  /** Folded: ids, names, and what contacts are reached by. */
  readonly text: string;
  /** Of a client: what is known of it, folded. */
  readonly state?: StoredClient;
};
/** Maps as lists: a row is JSON. */
type Entries<K extends 'sites' | 'services' | 'subscribers' | 'contacts'> = readonly (readonly [
  string,
  Registered[K] extends ReadonlyMap<string, infer V> ? V : never,
])[];
type StoredClient = Pick<Registered, 'name' | 'terms' | 'toRestate'> & {
  readonly [K in 'sites' | 'services' | 'subscribers' | 'contacts']: Entries<K>;
} & { readonly people: readonly string[] };
export type ClientColumn = 'kind' | 'email' | 'phone' | 'client' | 'id' | 'name' | 'updatedAt' | 'text';
type DeliveredEvent = Delivered<ClientEvent>;

const stateOf = (row: ClientRow | undefined): Client => {
  if (!row?.state) return client.initial;
  const { name, terms, sites, services, subscribers, contacts, people, toRestate } = row.state;
  return {
    status: 'registered',
    name,
    terms,
    sites: new Map(sites),
    services: new Map(services),
    subscribers: new Map(subscribers),
    contacts: new Map(contacts),
    people: new Set(people),
    toRestate,
  };
};

const after = (row: ClientRow | undefined, { event, stamp, stream }: DeliveredEvent): ClientRow => {
  const evolve = client.evolve[event.type] as (state: Client, event: ClientEvent, it: typeof stamp) => Client;
  const state = evolve(stateOf(row), event, stamp) as Registered;
  const id = subjectOf(stream);
  return {
    kind: 'client',
    client: id,
    id,
    name: state.name,
    detail: null,
    updatedAt: stamp.recordedAt,
    email: null,
    phone: null,
    text: folded(`${id} ${state.name}`),
    state: {
      name: state.name,
      terms: state.terms,
      sites: [...state.sites],
      services: [...state.services],
      subscribers: [...state.subscribers],
      contacts: [...state.contacts],
      people: [...state.people],
      toRestate: state.toRestate,
    },
  };
};

type Part = Pick<ClientRow, 'kind' | 'id' | 'name'> & {
  readonly detail?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly more?: readonly (string | undefined)[];
};
const childOf = (
  { client: owner, updatedAt }: ClientRow,
  { kind, id, name, detail, email, phone, more = [] }: Part,
): ClientRow => ({
  kind,
  client: owner,
  id,
  name,
  detail: detail ?? null,
  updatedAt,
  email: email?.toLowerCase() ?? null,
  phone: phoneKey(phone ?? '') ?? null,
  text: folded([id, name, detail, ...more].filter((one) => one !== undefined).join(' ')),
});
const partsOf = ({ sites, services, subscribers, contacts }: StoredClient): readonly Part[] => [
  ...contacts.map(
    ([id, { name, role, email, phone }]): Part => ({
      kind: 'contact',
      id,
      name,
      detail: role,
      ...(email !== undefined && { email }),
      ...(phone !== undefined && { phone }),
      more: [email, phone],
    }),
  ),
  ...sites.map(([id, { name, address }]): Part => ({ kind: 'site', id, name, more: [address] })),
  ...services.map(([id, { name, product }]): Part => ({ kind: 'service', id, name, detail: product })),
  ...subscribers.map(
    ([id, { name, siteId }]): Part => ({
      kind: 'subscriber',
      id,
      name,
      ...(siteId !== undefined && { detail: siteId }),
    }),
  ),
];

export const clientList: Projection<ClientRow, ClientEvent, ClientColumn> = {
  name: 'client-list',
  version: 3, // v2: the address of a contact; v3: their telephone
  streams: ['client-'],
  key: ({ stream }) => subjectOf(stream),
  columns: {
    kind: 'text',
    email: 'text',
    phone: 'text',
    client: 'text',
    id: 'text',
    name: 'text',
    updatedAt: 'text',
    text: 'text',
  },
  indexes: [
    ['kind', 'name'],
    ['kind', 'id'],
    ['kind', 'email'],
    ['kind', 'phone'],
    ['kind', 'client', 'name'],
  ],
  onFailure: 'park',
  childRows: (row) =>
    Object.fromEntries(
      (row.state ? partsOf(row.state) : []).map((part) => [`${part.kind}/${part.id}`, childOf(row, part)] as const),
    ),
  forgets: (before, now) =>
    (before.state?.people.length ?? 0) > (now?.state?.people.length ?? 0) ||
    (now?.name === ERASED && before.name !== ERASED),
  on: Object.fromEntries(
    Object.keys(CLIENT_EVENTS).map((type) => [
      type,
      (row: ClientRow | undefined, it: DeliveredEvent) => after(row, it),
    ]),
  ) as { readonly [T in ClientEvent['type']]: (row: ClientRow | undefined, recorded: DeliveredEvent) => ClientRow },
};
