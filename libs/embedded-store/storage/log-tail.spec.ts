import { LogTail } from './log-tail';

const MB = 2 ** 20;

describe('The newest bytes of the log', () => {
  const filled = (tail: LogTail, position: number, length: number, fill: number) =>
    tail.reserve(position, length).fill(fill);

  it('are given as they lie, piece by piece', () => {
    const tail = new LogTail(8 * MB);
    filled(tail, 100, MB - 10, 1);
    filled(tail, 100 + MB - 10, 20, 2);
    expect(tail.pieces(100, 110 + MB).map(({ length }) => length)).toEqual([MB - 10, 20]);
    expect(Buffer.concat(tail.pieces(90 + MB - 5, 90 + MB + 5))).toEqual(Buffer.from([1, 1, 1, 1, 1, 2, 2, 2, 2, 2]));
    expect(tail.at(90 + MB)?.[0]).toBe(2);
    expect(tail.at(99)).toBeUndefined();
    expect(tail.at(110 + MB)).toBeUndefined();
  });

  it('are forgotten from the oldest on, above the limit, but never what is not durable', () => {
    const tail = new LogTail(2 * MB);
    for (let n = 0; n < 4; n++) filled(tail, n * MB, MB, n);
    tail.trim(MB);
    expect([0, MB].map((position) => tail.at(position)?.[0])).toEqual([undefined, 1]);
    tail.trim(4 * MB);
    expect([MB, 2 * MB].map((position) => tail.at(position)?.[0])).toEqual([undefined, 2]);
  });

  it('are rewound to what became durable, and go on from there', () => {
    const tail = new LogTail(2 * MB);
    filled(tail, 0, 10, 1);
    filled(tail, 10, 10, 2);
    tail.rewind(10);
    expect(tail.at(10)).toBeUndefined();
    filled(tail, 10, 4, 3);
    expect(Buffer.concat(tail.pieces(8, 14))).toEqual(Buffer.from([1, 1, 3, 3, 3, 3]));
  });

  it('stay as they were for a reader who still holds them', () => {
    const tail = new LogTail(MB);
    filled(tail, 0, MB, 1);
    const held = tail.at(0)?.subarray(0, 4);
    for (let n = 1; n < 5; n++) filled(tail, n * MB, MB, 9);
    tail.trim(5 * MB);
    expect(tail.at(0)).toBeUndefined();
    expect(held).toEqual(Buffer.from([1, 1, 1, 1]));
  });
});
