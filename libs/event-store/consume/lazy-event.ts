import type { AllStreamRecordedEvent, Position } from '@eventstore/db-client';
import { type Names, positionOf, storedOf } from '../client/names';
import { open } from '../envelope/envelope';
import type { Delivered } from '../envelope/stored';
import type { Keys } from '../keys/keys';
import type { Catalogs } from '../options';
import type { Checkpoint } from './checkpoint';
import type { EventReference } from './consumer';
import type { From } from './position-order';

/** What it takes to read an event: how its streams are called, what its events mean, which store it is from. */
export type DecodingContext = {
  readonly names: Names;
  readonly catalogs: Catalogs;
  readonly keys: Keys;
  readonly epoch: string;
};

/** A place in the store, and an event at or before it that is found again if this is the same store. */
export type Anchor = { readonly at: From; readonly checkpoint: Checkpoint | 'start' };
export const AT_START: Anchor = { at: 'start', checkpoint: 'start' };

/** An event as it came, opened once for all consumers, when the first of them asks. */
export class LazyEvent implements Anchor {
  readonly at: Position;
  readonly stream: string;
  readonly #event: AllStreamRecordedEvent;
  readonly #decoding: DecodingContext;
  #opened: Delivered | undefined;

  constructor(event: AllStreamRecordedEvent, decoding: DecodingContext) {
    this.at = event.position;
    this.stream = decoding.names.ours(event.streamId);
    this.#event = event;
    this.#decoding = decoding;
  }

  /** Throws `UnreadableEvent`; asked again, it tries again. */
  opened(): Delivered {
    this.#opened ??= delivered(this.#event, this.#decoding);
    return this.#opened;
  }

  get checkpoint(): Checkpoint {
    return this.reference().checkpoint;
  }

  reference(): EventReference {
    const { stream, revision, eventId, type } = storedOf(this.#decoding.names, this.#event);
    const checkpoint = { ...positionOf(this.#event), epoch: this.#decoding.epoch, stream, revision, eventId };
    return { stream, revision, eventId, type, checkpoint };
  }
}

/** An event of the client, in today's shape. Throws `UnreadableEvent`. `onKey` hears which keys sealed it. */
export const delivered = (
  event: Parameters<typeof storedOf>[1],
  { names, catalogs, keys, epoch }: DecodingContext,
  onKey?: (keyId: string) => void,
): Delivered => {
  const stored = storedOf(names, event);
  const { stream, revision, eventId } = stored;
  const position = positionOf(event);
  const checkpoint = { ...position, epoch, stream, revision, eventId };
  return { ...open(catalogs, keys, stored, onKey), stream, position, checkpoint };
};
