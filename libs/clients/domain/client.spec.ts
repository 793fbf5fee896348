import { replay } from '#kernel';
import { givenFor, recorded } from '#kernel/given';
import {
  bob,
  bobAdded,
  mainSite,
  nora,
  noraAdded,
  registered,
  serviceAdded,
  siteAdded,
  trunk,
} from '../testing/clients.fixture';
import { client, mustHave } from './client';
import type { ClientEvent } from './client-events';

const given = givenFor(client);
const all = [registered, siteAdded, serviceAdded, bobAdded, noraAdded];
const stateOf = (...events: readonly ClientEvent[]) =>
  replay(
    client,
    events.map((event) => recorded(event)),
  );

describe('A client', () => {
  it('is registered once, under one name', () => {
    given().when({ type: 'RegisterClient', name: 'Acme Dental' }).yields(registered);
    given(registered).when({ type: 'RegisterClient', name: 'Somebody Else' }).refuses('client.exists');
    given(registered)
      .when({ type: 'RenameClient', name: 'Acme Dental West' })
      .yields({ type: 'ClientRenamed', name: 'Acme Dental West' });
  });

  it('that nobody registered has nothing', () => {
    given()
      .when({ type: 'AddSite', ...mainSite })
      .refuses('client.unknown');
    given().when({ type: 'EraseClientData', ground: 'requested' }).refuses('client.unknown');
  });

  it('has services and subscribers at its own sites only', () => {
    given(registered)
      .when({ type: 'AddService', ...trunk })
      .refuses('client.site-unknown');
    given(registered, siteAdded)
      .when({ type: 'AddService', ...trunk })
      .yields(serviceAdded);
    given(registered)
      .when({ type: 'AddSubscriber', subscriberId: 's', name: 'Desk', siteId: 'main' })
      .refuses('client.site-unknown');
  });

  it('leaves a site only when nothing is there any more', () => {
    given(registered, siteAdded, serviceAdded)
      .when({ type: 'RemoveSite', siteId: 'main' })
      .refuses('client.site-in-use');
    given(registered, siteAdded, serviceAdded, { type: 'ServiceRemoved', serviceId: 'trunk-1' })
      .when({ type: 'RemoveSite', siteId: 'main' })
      .yields({ type: 'SiteRemoved', siteId: 'main' });
  });

  it('is told nothing twice, in whatever order its fields come', () => {
    const { contactId, name, role, email } = bob;
    given(...all)
      .when({ type: 'AddContact', email: email ?? '', role, name, contactId })
      .yieldsNothing();
    const contract = { entitlements: ['training' as const], overrides: { a: 1, b: { c: 2, d: 3 } } };
    const again = { overrides: { b: { d: 3, c: 2 }, a: 1 }, entitlements: ['training' as const] };
    given(registered, { type: 'ContractChanged', contract })
      .when({ type: 'ChangeContract', contract: again })
      .yieldsNothing();
  });

  it('has the words of its terms in versions', () => {
    given(registered)
      .when({ type: 'WordTerms', words: 'one' })
      .yields({ type: 'TermsWorded', version: 1, words: 'one' });
    given(registered, { type: 'TermsWorded', version: 1, words: 'one' })
      .when({ type: 'WordTerms', words: 'two' })
      .yields({ type: 'TermsWorded', version: 2, words: 'two' });
  });

  it('has what a ticket names of it, or the ticket is refused', () => {
    const state = stateOf(...all);
    expect(() => mustHave(state, { contact: 'bob', site: 'main', service: 'trunk-1' })).not.toThrow();
    for (const [field, code] of [
      ['contact', 'client.contact-unknown'],
      ['site', 'client.site-unknown'],
      ['service', 'client.service-unknown'],
      ['subscriber', 'client.subscriber-unknown'],
    ])
      expect(() => mustHave(state, { [String(field)]: 'nobody' })).toThrow(expect.objectContaining({ code }));
    expect(() => mustHave(client.initial, {})).toThrow(expect.objectContaining({ code: 'client.unknown' }));
  });
});

describe('The erasure of one person', () => {
  const erased: ClientEvent = { type: 'ClientDataErased', person: 'bob', ground: 'left' };
  it('also of somebody who speaks for the client no more', () => {
    given(...all)
      .when({ type: 'EraseClientData', person: 'bob', ground: 'left' })
      .yieldsOnce(erased);
    given(...all, { type: 'ContactRemoved', contactId: 'bob' })
      .when({ type: 'EraseClientData', person: 'bob', ground: 'left' })
      .yieldsOnce(erased);
    given(...all)
      .when({ type: 'EraseClientData', person: 'rolf', ground: 'left' })
      .refuses('client.person-unknown');
  });

  it('has what is left written down again, once, without them', () => {
    given(...all, erased)
      .when({ type: 'RestateClientData' })
      .yields({
        type: 'ClientDataRestated',
        name: 'Acme Dental',
        terms: [],
        sites: [mainSite],
        services: [trunk],
        subscribers: [],
        contacts: [nora],
      });
    given(...all)
      .when({ type: 'RestateClientData' })
      .yieldsNothing();
  });

  it('is at an end before the next one begins', () => {
    given(...all, erased)
      .when({ type: 'EraseClientData', person: 'nora', ground: 'left' })
      .refuses('client.erasure-under-way');
  });

  it('of the whole client leaves its id and its contract', () => {
    const contract = { entitlements: ['training' as const] };
    const state = stateOf(
      ...all,
      { type: 'ContractChanged', contract },
      { type: 'ClientDataErased', ground: 'requested' },
    );
    expect(state).toMatchObject({
      name: '[erased]',
      contract,
      contacts: new Map(),
      sites: new Map(),
      toRestate: false,
    });
  });
});
