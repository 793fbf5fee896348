// The fuzz finds what differs, and shows it as short as it can; two stores that answer alike it leaves in peace.
import { rm } from 'node:fs/promises';
import { type ServerDouble, startServerDouble } from '#embedded-store/testing';
import { scratch } from '../contract/under-test';
import { type Answering, firstDifference } from './difference';
import { Target } from './target';

describe('The differential fuzz', () => {
  let dir: string;
  let double: ServerDouble;
  let target: Target;
  beforeAll(async () => {
    dir = await scratch();
    double = await startServerDouble({ dir });
    target = new Target('double', `127.0.0.1:${double.port}`);
  });
  afterAll(async () => {
    target.close();
    await double.close();
    await rm(dir, { recursive: true, force: true });
  });

  /** The same store, and other streams of it. */
  const beside: Answering = {
    name: 'beside',
    does: (one, { id, stream, prefix }) =>
      target.does(one, { id, stream: (n) => `beside-${stream(n)}`, prefix: `beside-${prefix}` }),
  };

  it('finds a store that reads a deleted stream, and needs two operations to show it', async () => {
    const odd: Answering = {
      name: 'odd',
      does: async (one, names) => {
        const answer = await beside.does(one, names);
        return one.do === 'read' && answer === 'deleted' ? '' : answer;
      },
    };
    const difference = await firstDifference(target, odd, { operations: 2_000, seed: 1 });
    expect(difference?.history.map((one) => one.do)).toEqual(['tombstone', 'read']);
    expect(difference?.what).toContain('odd: ');
  });

  it('finds nothing between a store and itself', async () => {
    expect(await firstDifference(target, beside, { operations: 200, seed: 1 })).toBeUndefined();
  });
});
