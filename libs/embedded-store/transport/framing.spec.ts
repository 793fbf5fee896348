import fc from 'fast-check';
import { CODE } from '../protocol/failure';
import { MESSAGE_MAX } from './call';
import { Deframer, framed } from './framing';

const message = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));

describe('Messages', () => {
  it('come whole and in order, however the network cuts them', () =>
    fc.assert(
      fc.property(fc.array(message, { maxLength: 20 }), fc.array(fc.integer({ min: 1, max: 60 })), (messages, cuts) => {
        const deframer = new Deframer();
        const taken: Buffer[] = [];
        let rest = Buffer.concat(messages.map(framed));
        for (let n = 0; rest.length > 0; n++) {
          const length = cuts[n % cuts.length] ?? rest.length;
          deframer.push(rest.subarray(0, length), (one) => taken.push(Buffer.from(one)));
          rest = rest.subarray(length);
        }
        expect(taken).toEqual(messages);
        expect(deframer.isEmpty).toBe(true);
      }),
    ));

  const pushed =
    (...bytes: number[]) =>
    () =>
      new Deframer().push(Buffer.from(bytes), () => undefined);

  it('that are compressed, too large or no messages are refused before they have come', () => {
    expect(pushed(1, 0, 0, 0, 1)).toThrow(expect.objectContaining({ code: CODE.UNIMPLEMENTED }));
    expect(pushed(7, 0, 0, 0, 1)).toThrow(expect.objectContaining({ code: CODE.INTERNAL }));
    expect(pushed(0, 0xff, 0, 0, 0)).toThrow(expect.objectContaining({ code: CODE.RESOURCE_EXHAUSTED }));
  });

  it('up to the limit are not', () => {
    const head = Buffer.alloc(5);
    head.writeUInt32BE(MESSAGE_MAX, 1);
    const deframer = new Deframer();
    deframer.push(head, () => undefined);
    expect(deframer.isEmpty).toBe(false);
  });
});
