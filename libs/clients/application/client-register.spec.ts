import { decideAndAppend, MemoryStore, ms } from '#kernel';
import { by } from '#kernel/given';
import { Policies } from '#policy/policies';
import { standardPolicy } from '#policy/testing';
import { client } from '../domain/client';
import type { ClientCommand } from '../domain/client-commands';
import { bob, nora } from '../testing/clients.fixture';
import { ClientRegister } from './client-register';
import { beginRegister } from './execute-client-command';
import { clientStream } from './streams';

const { document: standardSupport } = standardPolicy;
const BASE = standardSupport.policyId;
const NOW = ms('2026-03-16T15:00:00Z');
const opened = async () => {
  const store = new MemoryStore();
  const policies = new Policies(store);
  await policies.publishFirst({ policyId: BASE, document: () => standardSupport }, by('start'));
  const register = new ClientRegister(store, policies, BASE);
  let n = 0;
  const say = (clientId: string, command: ClientCommand) =>
    decideAndAppend(store, clientStream(clientId), client, command, by(`sue-${n++}`));
  return { store, policies, register, say };
};

describe('The register of clients', () => {
  it('refuses nobody until it has begun, and whoever is not in it from then on', async () => {
    const { store, register, say } = await opened();
    expect(await register.mustKnowClient('acme', {})).toEqual({ fromNoc: false });
    await say('acme', { type: 'RegisterClient', name: 'Acme Dental' });
    await beginRegister(store, by('sue'));
    expect(await register.mustKnowClient('acme', {})).toEqual({ fromNoc: false });
    await expect(register.mustKnowClient('globex', {})).rejects.toMatchObject({ code: 'client.unknown' });
  });

  it('knows whose operations centre asks, named by staff or by their own key', async () => {
    const { register, say } = await opened();
    await say('acme', { type: 'RegisterClient', name: 'Acme Dental' });
    await say('acme', { type: 'AddContact', ...bob });
    await say('acme', { type: 'AddContact', ...nora });
    expect(await register.mustKnowClient('acme', { contact: 'nora' })).toEqual({ fromNoc: true });
    expect(await register.mustKnowClient('acme', { contact: 'bob' })).toEqual({ fromNoc: false });
    await expect(register.mustKnowClient('acme', { contact: 'rolf' })).rejects.toMatchObject({
      code: 'client.contact-unknown',
    });
  });

  it("publishes what a contract agrees otherwise as a policy of the client's own, once for each version of the base", async () => {
    const { policies, register, say } = await opened();
    await say('acme', { type: 'RegisterClient', name: 'Acme Dental' });
    expect(await register.policyFor('acme', NOW)).toBeUndefined();
    const overrides = { priorities: { P2: { respond: 60 } } };
    await say('acme', { type: 'ChangeContract', contract: { entitlements: ['support_in_hours'], overrides } });
    const agreed = await register.policyFor('acme', NOW);
    expect([agreed?.id, agreed?.version, agreed?.document.priorities.P2.respond]).toEqual([
      'standard-support-for-acme',
      1,
      60,
    ]);
    expect((await register.policyFor('acme', NOW))?.version).toBe(1);
    await policies.amend(BASE, { priorities: { P3: { respond: 240 } } }, by('pia'));
    const later = await register.policyFor('acme', NOW);
    expect([later?.version, later?.document.priorities.P2.respond, later?.document.priorities.P3.respond]).toEqual([
      2, 60, 240,
    ]);
    expect((await policies.pinned('standard-support-for-acme', 1)).document.priorities.P3.respond).toBe(480);
  });

  it('finds the same version again in another process', async () => {
    const { store, policies, register, say } = await opened();
    await say('acme', { type: 'RegisterClient', name: 'Acme Dental' });
    const overrides = { billing: { ratePerHourCents: 10_000 } };
    await say('acme', { type: 'ChangeContract', contract: { entitlements: [], overrides } });
    const both = await Promise.all([
      register.policyFor('acme', NOW),
      new ClientRegister(store, new Policies(store), BASE).policyFor('acme', NOW),
    ]);
    expect(both.map((one) => one?.version)).toEqual([1, 1]);
    expect(await policies.versions('standard-support-for-acme')).toHaveLength(1);
  });

  it('refuses overrides that make no policy, in the words of publishing', async () => {
    const { register } = await opened();
    const overrides = { priorities: { P2: { respond: 'two days' } } };
    await expect(register.policyOf('acme', { entitlements: [], overrides }, NOW)).rejects.toMatchObject({
      code: 'policy.invalid',
    });
  });
});
