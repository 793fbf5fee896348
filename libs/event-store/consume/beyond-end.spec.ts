import { beyondEnd } from './beyond-end';

const at = (commit: number) => ({ commit: BigInt(commit), prepare: BigInt(commit) });
const endAt = (commit: number) => async () => ({ commit: String(commit), prepare: String(commit) });

describe('A consumer that stands beyond the end of the store', () => {
  it('is named, and nobody else', async () => {
    const deaf = { name: 'deaf', position: at(900) };
    const consumers = [{ name: 'new', position: 'start' as const }, { name: 'live', position: at(500) }, deaf];
    expect([...(await beyondEnd(consumers, endAt(500)))]).toStrictEqual([deaf]);
    expect([...(await beyondEnd([{ name: 'new', position: 'start' }], async () => undefined))]).toStrictEqual([]);
  });

  it('is not one that went on while the end was asked for', async () => {
    const consumer = { name: 'quick', position: at(500) };
    const end = async () => {
      consumer.position = at(600);
      return { commit: '500', prepare: '500' };
    };
    expect((await beyondEnd([consumer], end)).size).toBe(0);
  });
});
