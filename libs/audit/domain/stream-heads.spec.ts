import { createHash } from 'node:crypto';
import type { Sha256 } from './merkle-tree';
import { provenHead, StreamHeads } from './stream-heads';

const sha256: Sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const STREAMS = Array.from({ length: 300 }, (_, n) => `ticket-${n}`);
const headsOf = (streams: readonly string[]) => {
  const heads = new StreamHeads(sha256);
  for (const [n, stream] of streams.entries()) heads.set(stream, n);
  return heads;
};
const heads = headsOf(STREAMS);

describe('The heads of the streams', () => {
  it('prove where each of them ended', () => {
    for (const [n, stream] of STREAMS.entries())
      expect(provenHead(sha256, heads.root, stream, heads.prove(stream))).toBe(n);
  });

  it('prove as well that there is no such stream', () =>
    expect(provenHead(sha256, heads.root, 'billing-1', heads.prove('billing-1'))).toBe(-1));

  it('have the same root whatever the order in which they came', () => {
    const other = new StreamHeads(sha256);
    for (const [n, stream] of [...STREAMS.entries()].reverse()) other.set(stream, n);
    expect(other.root).toStrictEqual(heads.root);
    expect(other.streams).toBe(STREAMS.length);
  });

  it('have another root once one stream has one event more', () => {
    const later = headsOf(STREAMS);
    later.set('ticket-7', 8);
    expect(later.root).not.toStrictEqual(heads.root);
    expect(later.streams).toBe(STREAMS.length);
    expect(later.revision('ticket-7')).toBe(8);
    expect(provenHead(sha256, heads.root, 'ticket-7', later.prove('ticket-7'))).toBeUndefined();
  });

  it('do not prove anything of a stream by the proof of another one, or by one that was changed', () => {
    const proof = heads.prove('ticket-7');
    expect(provenHead(sha256, heads.root, 'ticket-8', proof)).toBeUndefined();
    expect(provenHead(sha256, heads.root, 'ticket-7', { ...proof, entry: [['ticket-7', 6]] })).toBeUndefined();
    expect(provenHead(sha256, heads.root, 'ticket-7', { ...proof, proof: proof.proof.slice(1) })).toBeUndefined();
  });
});
