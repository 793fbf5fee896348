import type { Found } from '../../kafka/topic-log';
import { duplicatesIn, violationsOfI8 } from './published';

const message = (key: string, revision: number, changes: Partial<Found> = {}): Found => ({
  partition: 0,
  offset: 0,
  key,
  value: `${key}/${revision}`,
  headers: { ce_sequence: String(revision).padStart(10, '0'), ce_id: `${key}/${revision}` },
  ...changes,
});
const log = (...revisions: readonly number[]) => revisions.map((revision) => message('T1', revision));
const told = new Map([['T1', 3]]);
const found = (messages: readonly Found[]) => violationsOfI8(told, messages).map(({ what }) => what);

describe('The log of a ticket', () => {
  it('agrees with its stream, also where some of it is there twice', () => {
    expect(found(log(0, 1, 2))).toEqual([]);
    expect(found(log(0, 1, 0, 1, 2, 1))).toEqual([]);
    expect(duplicatesIn(log(0, 1, 0, 1, 2, 1))).toBe(3);
  });

  it.each([
    ['has a gap', log(0, 2), /after 0 comes 2/],
    ['is in disorder', log(1, 0, 2), /after -1 comes 1/],
    ['ends early', log(0, 1), /has 3 events, and 2 of them/],
    ['is missing', [], /has 3 events, and 0 of them/],
    [
      'has another event in the place of one',
      [...log(0, 1), message('T1', 2, { headers: { ce_sequence: '2', ce_id: 'x' } })],
      /@2 is x/,
    ],
    ['has a duplicate that is none', [...log(0, 1, 2), message('T1', 1, { value: 'other' })], /not the same/],
    ['is spread over partitions', [...log(0, 1), message('T1', 2, { partition: 1 })], /several partitions/],
    ['belongs to a ticket that nobody knows', [...log(0, 1, 2), message('T2', 0)], /never told/],
  ])('does not where it %s', (_what, messages, says) =>
    expect(found(messages)).toContainEqual(expect.stringMatching(says)),
  );
});
