import { type AskMembers, discover, type Member, NoNodeFound } from './discovery';

const host = (port: number) => ({ address: 'n', port });
const member = (port: number, state: number, isAlive = true): Member => ({ host: host(port), state, isAlive });
const [LEADER, FOLLOWER, REPLICA] = [8, 6, 14];
const hosts = [host(1), host(2), host(3)];
/** What each host answers; one that is not named never does in time. */
const answering =
  (answers: Readonly<Record<number, readonly Member[] | Error>>): AskMembers =>
  async ({ port }, withinMs) => {
    const answer = answers[port];
    if (answer === undefined) {
      await new Promise((resolve) => setTimeout(resolve, withinMs));
      throw new Error('no answer');
    }
    if (answer instanceof Error) throw answer;
    return answer;
  };
const wanted = { hosts, preference: 'leader', withinMs: 300 } as const;

describe('The node to speak to', () => {
  it('is the leader, as soon as anybody names it: the dead are not waited for', async () => {
    const began = performance.now();
    const ask = answering({ 2: [member(1, FOLLOWER), member(3, LEADER)] });
    expect(await discover({ ...wanted, withinMs: 5_000 }, ask)).toStrictEqual(host(3));
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it('is not the one whose connection just failed, while another is named', async () => {
    const ask = answering({ 1: [member(1, LEADER)], 2: [member(1, LEADER, false), member(2, LEADER)] });
    expect(await discover({ ...wanted, failed: host(1) }, ask)).toStrictEqual(host(2));
  });

  it('is that one where nobody names another', async () => {
    const ask = answering({ 1: [member(1, LEADER)], 2: [member(1, LEADER)] });
    expect(await discover({ ...wanted, failed: host(1) }, ask)).toStrictEqual(host(1));
  });

  it('is never a replica in place of the leader: it may lag by megabytes', async () => {
    const ask = answering({ 1: [member(1, REPLICA), member(2, LEADER, false)], 2: new Error('refused'), 3: [] });
    await expect(discover(wanted, ask)).rejects.toThrow(NoNodeFound);
    await expect(discover(wanted, ask)).rejects.toThrow(/wanted: the leader.*n:2: refused/);
  });

  it('is not waited for where one says that nobody leads: those who are silent know no more', async () => {
    const began = performance.now();
    const ask = answering({ 2: [member(3, REPLICA)] });
    await expect(discover({ ...wanted, withinMs: 5_000 }, ask)).rejects.toThrow(NoNodeFound);
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it('may be another where the URL prefers that', async () => {
    const ask = answering({ 1: [member(1, REPLICA), member(2, LEADER)], 2: [], 3: [] });
    expect(await discover({ ...wanted, preference: 'read_only_replica' }, ask)).toStrictEqual(host(1));
  });
});
