import { createHash } from 'node:crypto';
import { isTombstone } from '../storage/record';
import { eventIn } from './export-line';

const SIZE = 2n ** 256n;

/**
 * One hash over all events of an export, whatever the order of its streams: two exports with the same hash hold the same
 * events at the same revisions. Instants and log positions do not count: another server has its own. Nor do the ids of
 * tombstones and of metadata, which a server makes itself.
 */
export class ContentHash {
  #sum = 0n;

  /** A line of an export, or several. */
  add(text: string): void {
    for (const line of text.split('\n')) if (line.trim() !== '') this.#sum = (this.#sum + hashOf(line)) % SIZE;
  }

  get hex(): string {
    return this.#sum.toString(16).padStart(64, '0');
  }
}

const hashOf = (line: string): bigint => {
  const event = eventIn(line, 1);
  const { stream, revision, type, isJson, data, metadata, id } = event;
  const isServers = isTombstone(event) || type === '$metadata';
  const fields = [stream, revision, type, isJson, isServers ? '' : id.text.toLowerCase()];
  const hash = createHash('sha256').update(JSON.stringify(fields));
  return BigInt(`0x${hash.update('\0').update(data).update('\0').update(metadata).digest('hex')}`);
};
