// The rig against the server as it is built, a process a role: nothing that was promised is broken, without a hand.
import { endAll } from '../../programs/child';
import { roleKills } from './crash';

describe('The roles of a server', () => {
  afterAll(endAll);
  it('keep what was promised while they are killed, doubled, or paused and woken late', async () => {
    const { signal } = new AbortController();
    const broken: string[] = [];
    let blows = 0;
    for await (const { recovered, violations, story } of roleKills.run({ seed: 3, cycles: 4, stop: signal })) {
      blows++;
      if (!recovered) broken.push(`a role never came back: ${story}`);
      broken.push(...violations.map(({ what }) => `${what} (${story})`));
    }
    expect(broken).toEqual([]);
    expect(blows).toBe(4);
  }, 400_000);
});
