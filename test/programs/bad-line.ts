// A line between a client and a server that is slow, narrow, silent or breaks: delay each way, so many bytes a second for
// all connections together, black holes, messages cut in half.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type LineQuality = {
  /** Each way. */
  readonly delayMs?: number;
  /** Each way, shared by all connections in turn; none given: as fast as it goes. */
  readonly bytesPerSecond?: number;
};

export type BadLine = {
  readonly port: number;
  readonly url: string;
  become(quality: LineQuality): void;
  /** Nothing passes, nothing breaks: a black hole. */
  hold(): void;
  release(): void;
  /** Lets half of the next answer through, then ends its connection. */
  halve(): void;
  /** Ends every connection. */
  cut(): void;
  close(): Promise<void>;
};

const CHUNK_BYTES = 2_048;
/** What one connection may have on its way where the line is narrow; the rest waits at its sender, as TCP would have it. */
const NARROW_QUEUE = 32 * 1024;
const WIDE_QUEUE = 64 * 1024 * 1024;
const TICK_MS = 2;

type Piece = { readonly bytes: Buffer; readonly dueAt: number };
type Lane = { readonly from: Socket; readonly to: Socket; readonly queue: Piece[]; queued: number };

/** One direction of the line: the lanes of all connections, a piece of each in turn. */
class Direction {
  readonly #lanes = new Set<Lane>();
  #quality: Required<LineQuality> = { delayMs: 0, bytesPerSecond: Number.POSITIVE_INFINITY };
  #isHeld = false;
  #isHalving = false;
  #budget = 0;
  #at = performance.now();
  readonly #timer = setInterval(() => this.#pump(), TICK_MS);

  become(quality: LineQuality): void {
    this.#quality = { delayMs: 0, bytesPerSecond: Number.POSITIVE_INFINITY, ...quality };
  }
  set isHeld(isHeld: boolean) {
    this.#isHeld = isHeld;
  }
  halve(): void {
    this.#isHalving = true;
  }
  close(): void {
    clearInterval(this.#timer);
  }

  join(from: Socket, to: Socket): void {
    const lane: Lane = { from, to, queue: [], queued: 0 };
    this.#lanes.add(lane);
    from.on('data', (bytes: Buffer) => this.#take(lane, bytes));
    from.on('close', () => {
      this.#lanes.delete(lane);
      to.destroy();
    });
  }

  #take(lane: Lane, bytes: Buffer): void {
    if (this.#isHalving) {
      this.#isHalving = false;
      lane.to.write(bytes.subarray(0, bytes.length >> 1));
      lane.to.end();
      lane.from.destroy();
      return;
    }
    const dueAt = performance.now() + this.#quality.delayMs;
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES)
      lane.queue.push({ bytes: bytes.subarray(at, at + CHUNK_BYTES), dueAt });
    lane.queued += bytes.length;
    const most = this.#quality.bytesPerSecond === Number.POSITIVE_INFINITY ? WIDE_QUEUE : NARROW_QUEUE;
    if (lane.queued > most) lane.from.pause();
    if (this.#quality.delayMs === 0) this.#pump();
  }

  #pump(): void {
    const now = performance.now();
    const { bytesPerSecond } = this.#quality;
    // What was not used is lost: a line carries no more because it was idle before.
    this.#budget = Math.min(this.#budget + ((now - this.#at) * bytesPerSecond) / 1_000, bytesPerSecond / 20);
    this.#at = now;
    if (this.#isHeld) return;
    for (let moved = true; moved; ) {
      moved = false;
      for (const lane of this.#lanes) moved = this.#move(lane, now) || moved;
    }
  }

  /** Passes one piece on, where one is due and the line has room. */
  #move(lane: Lane, now: number): boolean {
    const [piece] = lane.queue;
    if (!piece || piece.dueAt > now || this.#budget <= 0) return false;
    lane.queue.shift();
    lane.queued -= piece.bytes.length;
    if (this.#budget !== Number.POSITIVE_INFINITY) this.#budget -= piece.bytes.length;
    if (!lane.to.destroyed) lane.to.write(piece.bytes);
    if (lane.from.isPaused() && lane.queued < NARROW_QUEUE / 2) lane.from.resume();
    return true;
  }
}

export const badLine = async (port: number, quality: LineQuality = {}): Promise<BadLine> => {
  const [requests, answers] = [new Direction(), new Direction()];
  const sockets = new Set<Socket>();
  const server = createServer((downstream) => {
    const upstream = connect(port, '127.0.0.1');
    for (const socket of [downstream, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    requests.join(downstream, upstream);
    answers.join(upstream, downstream);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: own } = server.address() as AddressInfo;
  const both = (act: (direction: Direction) => void) => () => {
    act(requests);
    act(answers);
  };
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const line: BadLine = {
    port: own,
    url: `esdb://127.0.0.1:${own}?tls=false`,
    become: (better) => both((direction) => direction.become(better))(),
    hold: both((direction) => {
      direction.isHeld = true;
    }),
    release: both((direction) => {
      direction.isHeld = false;
    }),
    halve: () => answers.halve(),
    cut,
    close: async () => {
      cut();
      both((direction) => direction.close())();
      server.close();
      await once(server, 'close');
    },
  };
  line.become(quality);
  return line;
};
