import type { AllStreamRecordedEvent, Position } from '@eventstore/db-client';
import { type Names, positionOf, storedOf } from '../client/names';
import { open } from '../envelope/envelope';
import type { Delivered } from '../envelope/stored';
import type { Keys } from '../keys/keys';
import type { Catalogs } from '../options';
import type { Place } from './consumer';

/** What it takes to read an event: how its streams are called, what its events mean, which store it is from. */
export type Reading = {
  readonly names: Names;
  readonly catalogs: Catalogs;
  readonly keys: Keys;
  readonly epoch: string;
};

/** An event as it came, opened once for all consumers, when the first of them asks. */
export class Slot {
  readonly at: Position;
  readonly stream: string;
  readonly #event: AllStreamRecordedEvent;
  readonly #reading: Reading;
  #opened: Delivered | undefined;

  constructor(event: AllStreamRecordedEvent, reading: Reading) {
    this.at = event.position;
    this.stream = reading.names.ours(event.streamId);
    this.#event = event;
    this.#reading = reading;
  }

  /** Throws `UnreadableEvent`; asked again, it tries again. */
  opened(): Delivered {
    this.#opened ??= delivered(this.#event, this.#reading);
    return this.#opened;
  }

  place(): Place {
    const { stream, revision, eventId, type } = storedOf(this.#reading.names, this.#event);
    const checkpoint = { ...positionOf(this.#event), epoch: this.#reading.epoch, stream, revision, eventId };
    return { stream, revision, eventId, type, checkpoint };
  }
}

/** An event of the client, in today's shape. Throws `UnreadableEvent`. `onKey` hears which keys sealed it. */
export const delivered = (
  event: Parameters<typeof storedOf>[1],
  { names, catalogs, keys, epoch }: Reading,
  onKey?: (keyId: string) => void,
): Delivered => {
  const stored = storedOf(names, event);
  const { stream, revision, eventId } = stored;
  const position = positionOf(event);
  const checkpoint = { ...position, epoch, stream, revision, eventId };
  return { ...open(catalogs, keys, stored, onKey), stream, position, checkpoint };
};
