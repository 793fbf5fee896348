// A memory with one order over all streams, as the store has in `$all`, and with a power cord that may be pulled.

import { type Context, MemoryStore, type Message, type Recorded } from '#kernel';

export type InOrder = Recorded & { readonly stream: string; readonly position: { readonly commit: string } };

/** The program was killed: whoever was writing learns nothing. */
export class Killed extends Error {}

export class OrderedStore extends MemoryStore {
  readonly all: InOrder[] = [];
  /** How many appends from now on the program is killed, and whether the append took effect before. */
  kill: { in: number; written: boolean } | undefined;

  override async append(stream: string, expected: number, events: readonly Message[], context: Context) {
    const killed = this.kill && this.kill.in-- === 0;
    if (killed && !this.kill?.written) throw new Killed();
    const appended = await super.append(stream, expected, events, context);
    if (appended !== 'lost-race')
      for (const recorded of await super.read(stream, expected + 1))
        this.all.push({ ...recorded, stream, position: { commit: String(this.all.length) } });
    if (killed) throw new Killed();
    return appended;
  }

  override async read(stream: string, from = 0): Promise<readonly InOrder[]> {
    return this.all.filter((recorded) => recorded.stream === stream && recorded.stamp.revision >= from);
  }
}

const ticketOf = (stream: string) => stream.slice(stream.indexOf('-') + 1);

/** What a subscription delivers of a part of the order: ticket by ticket, as the server's runner parts a batch. */
export const byTicket = (batch: readonly InOrder[]): ReadonlyMap<string, readonly InOrder[]> =>
  Map.groupBy(
    batch.filter(({ stream }) => /^(ticket|sla|billing)-/.test(stream)),
    ({ stream }) => ticketOf(stream),
  );
