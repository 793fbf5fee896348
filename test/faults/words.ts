// What the rig appends, and how it knows it again.
import { hash } from 'node:crypto';
import { type EventData, jsonEvent, type RecordedEvent } from '@eventstore/db-client';
import type { Chance } from './chance';
import type { Found, Sent } from './ledger';

type Content = { readonly commandId: string; readonly filler: string };
export type Proposed = { readonly sent: Sent; readonly event: EventData };

export const digestOf = (type: string, data: unknown): string => hash('sha1', `${type} ${JSON.stringify(data)}`);

/** Mostly small events, some over several sectors, a few over many pages. */
const fillerLength = (chance: Chance): number => {
  if (chance.happens(0.75)) return chance.below(300);
  return chance.happens(0.95) ? chance.below(6_000) : chance.below(120_000);
};

/** One event of one command, with an id and a content that nobody else has. */
export const proposed = (chance: Chance): Proposed => {
  const [id, commandId] = [chance.uuid(), chance.uuid()];
  const type = chance.of(['Opened', 'Escalated', 'Closed']);
  // Not repeated letters: a sector that is lost must not look like its neighbour.
  const filler = chance.bytes(Math.ceil(fillerLength(chance) / 2)).toString('hex');
  const data: Content = { commandId, filler };
  return { sent: { id, commandId, digest: digestOf(type, data) }, event: jsonEvent({ id, type, data }) };
};

/** As it is read back; whatever is wrong with it shows in the digest, an unreadable one has none that was sent. */
export const found = ({ streamId, id, revision, position, type, data }: RecordedEvent): Found => ({
  stream: streamId,
  id,
  revision: Number(revision),
  position: position?.commit ?? -1n,
  commandId: String((data as Partial<Content> | undefined)?.commandId),
  digest: digestOf(type, data),
});
