import { CODECS, type ReadOptions, STREAMS_SERVICE } from '../protocol/codec';
import type { Call } from '../transport/call';
import { ForwardedCall } from './forwarded-call';

/** What a server of 24.2 to 24.10.4 sends instead of a position when it has none: the largest number there is. */
const NO_POSITION = String(2n ** 64n - 1n);
const NOWHERE = CODECS.read.encode({
  checkpoint: { commit_position: NO_POSITION, prepare_position: NO_POSITION },
});
/** Servers before 25 say neither when nor where. */
const BARE_CAUGHT_UP = CODECS.read.encode({ caught_up: {} });
/** The first byte of an answer names the field of its oneof. */
const CHECKPOINT = 0x1a;
const CAUGHT_UP = 0x42;

/**
 * A Read as servers of 24.2 answer it. Catching up, a filtered subscription from the start that has matched nothing is
 * sent a checkpoint that is no position at all; other checkpoints of the way there stand before the event they name
 * (prepare position 0), and whoever subscribes from such a place is sent that event again.
 */
class ServerRead extends ForwardedCall {
  #options: ReadOptions = {};
  #hasSentEvents = false;
  #hasCaughtUp = false;
  #held: Buffer | undefined;

  protected override receive(message: Buffer): void {
    const request = CODECS.read.decode(message);
    this.#options = request.options ?? {};
    super.receive(isBeforeItsEvent(this.#options) ? oneBefore(request.options ?? {}) : message);
  }

  // The checkpoint that ends catching up comes right before the caught-up: it is held until that is known.
  override send(message: Buffer): boolean {
    if (message[0] === CHECKPOINT && !this.#hasCaughtUp) {
      this.#release();
      this.#held = message;
      queueMicrotask(() => this.#release());
      return true;
    }
    if (message[0] === CAUGHT_UP) return this.#sendCaughtUp();
    this.#release();
    return super.send(message);
  }

  #sendCaughtUp(): boolean {
    if (!this.#hasCaughtUp) {
      this.#hasCaughtUp = true;
      if (this.#options.filter && this.#options.all?.start && !this.#hasSentEvents) {
        this.#held = undefined;
        super.send(NOWHERE);
      } else this.#release(true);
    }
    return super.send(BARE_CAUGHT_UP);
  }

  override sendRecords(records: readonly Buffer[]): boolean {
    this.#release();
    this.#hasSentEvents ||= records.length > 0;
    return super.sendRecords(records);
  }

  #release(asItIs = false): void {
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) super.send(asItIs ? held : beforeItsEvent(held));
  }
}

const beforeItsEvent = (message: Buffer): Buffer => {
  const { checkpoint } = READ.responseDeserialize(message) as { checkpoint: { commit_position: string } };
  return CODECS.read.encode({ checkpoint: { ...checkpoint, prepare_position: '0' } });
};

const isBeforeItsEvent = ({ all, subscription }: ReadOptions): boolean =>
  subscription !== undefined &&
  all?.position !== undefined &&
  BigInt(all.position.prepare_position ?? 0) < BigInt(all.position.commit_position ?? 0);

const oneBefore = (options: ReadOptions): Buffer => {
  const commit = String(BigInt(options.all?.position?.commit_position ?? 1) - 1n);
  const position = { commit_position: commit, prepare_position: commit };
  return READ.requestSerialize({ options: { ...options, all: { position } } });
};

const READ = STREAMS_SERVICE.Read as NonNullable<(typeof STREAMS_SERVICE)[string]>;

export const serverRead = (call: Call): Call => new ServerRead(call);
