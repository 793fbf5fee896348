import { MemoryStore } from '#kernel';
import { by } from '#kernel/given';
import { mergePolicy } from '../domain/merge';
import { standardSupport } from '../testing/standard-support.fixture';
import { Policies } from './policies';

const ID = 'standard-support';
const said = (id: string) => by(id, '2026-03-16T14:30:00.000Z', 'policy-admin');
const faster = { priorities: { P2: { respond: 60 } } };
const now = Date.parse('2026-03-16T15:00:00Z');
const first = { policyId: standardSupport.policyId, document: () => standardSupport };
const opened = async () => {
  const policies = new Policies(new MemoryStore());
  await policies.publishFirst(first, said('start'));
  return policies;
};

describe('The policies of a store', () => {
  it('begin with the default as version 1, and no later start changes them', async () => {
    const policies = await opened();
    await policies.amend(ID, faster, said('anna'));
    await policies.publishFirst(first, said('another start'));
    const versions = await policies.versions(ID);
    expect(versions.map(({ version }) => version)).toEqual([1, 2]);
    for (const { publishedBy, publishedAt } of versions)
      expect([publishedBy, publishedAt]).toEqual([
        { id: expect.any(String), role: expect.any(String) },
        expect.any(String),
      ]);
  });

  it('begin once where several processes start at once', async () => {
    const store = new MemoryStore();
    await Promise.all(['a', 'b', 'c'].map((id) => new Policies(store).publishFirst(first, said(id))));
    expect(await store.read(`policy-${ID}`)).toHaveLength(1);
  });

  it('put a new version in force for new tickets, and keep the old one for those that are pinned to it', async () => {
    const policies = await opened();
    const before = await policies.inForce(ID, now);
    expect(await policies.amend(ID, faster, said('anna'))).toMatchObject({
      version: 2,
      changes: ['P2 respond: 120 → 60 minutes'],
      notCarriedOut: [],
    });
    expect((await policies.inForce(ID, now)).document.priorities.P2.respond).toBe(60);
    expect((await policies.pinned(ID, 1)).document.priorities.P2.respond).toBe(120);
    expect(await policies.pinned(ID, 1)).toBe(before);
  });

  it('hold from the instant that the document names', async () => {
    const policies = await opened();
    await policies.amend(ID, { ...faster, effectiveFrom: '2027-01-01T00:00:00-06:00' }, said('anna'));
    const respond = async (at: string) => (await policies.inForce(ID, Date.parse(at))).document.priorities.P2.respond;
    expect(await respond('2026-12-31T23:59:59.999-06:00')).toBe(120);
    expect(await respond('2027-01-01T00:00:00-06:00')).toBe(60);
    // A ticket that is imported with a history from before all policies.
    expect(await respond('2001-01-01T00:00:00Z')).toBe(120);
  });

  it('do not change when the same document is published again', async () => {
    const policies = await opened();
    expect(await policies.publish(standardSupport, said('anna'))).toMatchObject({ version: 1, changes: [] });
    expect(await policies.publish({ ...standardSupport, version: 2 }, said('ben'))).toMatchObject({ version: 1 });
    expect(await policies.versions(ID)).toHaveLength(1);
  });

  it('refuse a document that was written over a version that is not the newest', async () => {
    const policies = await opened();
    await policies.amend(ID, faster, said('anna'));
    const late = mergePolicy({ ...standardSupport, version: 2 }, { priorities: { P3: { respond: 60 } } });
    await expect(policies.publish(late, said('ben'))).rejects.toMatchObject({
      code: 'policy.not-next',
      message: expect.stringContaining('Set version: 3'),
    });
  });

  it('refuse a patch that makes no policy', async () => {
    const policies = await opened();
    const days = { priorities: { P2: { respond: '2 days' } } };
    await expect(policies.amend(ID, days, said('anna'))).rejects.toMatchObject({ code: 'policy.invalid' });
    expect(await policies.versions(ID)).toHaveLength(1);
  });

  it('say so where there is none of that name or number', async () => {
    const policies = await opened();
    for (const asked of [
      policies.inForce('gold', now),
      policies.pinned(ID, 2),
      policies.amend('gold', {}, said('anna')),
    ])
      await expect(asked).rejects.toMatchObject({ code: 'policy.unknown' });
  });
});
