// What was said to a store and what it answered, and whether what is found after a crash agrees (I1, I2, I3).
export type Sent = { readonly id: string; readonly commandId: string; readonly digest: string };

/** An append that was made: its outcome is not known until it is acknowledged or refused. */
export type Attempt = {
  readonly stream: string;
  /** The revision before it; -1 for a new stream. */
  readonly after: number;
  readonly events: readonly Sent[];
  /** Others write to this stream as well: somebody may be first. */
  readonly contended: boolean;
  acknowledged?: { readonly revision: number; readonly position: bigint | undefined };
  /** Somebody else was first; nothing of it may be there. */
  refused?: true;
};

/** An event as it is read back. `commandId` and `digest` are taken from its content. */
export type Found = Sent & { readonly stream: string; readonly revision: number; readonly position: bigint };

export type Violation = { readonly invariant: `I${number}` | 'early' | 'refused'; readonly what: string };

/** What a rig says does not hold begins with the invariant that is broken, where it is one. */
export const violationOf = (what: string): Violation => {
  const invariant = /^I\d+/.exec(what)?.[0] as Violation['invariant'] | undefined;
  return { invariant: invariant ?? 'refused', what };
};

export class Ledger {
  readonly attempts: Attempt[] = [];
  /** What somebody has read already: it was published, so it must stay. */
  readonly #read = new Map<string, Found>();

  attempted(attempt: Attempt): Attempt {
    this.attempts.push(attempt);
    return attempt;
  }

  read(event: Found): void {
    this.#read.set(`${event.stream}@${event.revision}`, event);
  }

  unknown(): readonly Attempt[] {
    return this.attempts.filter(({ acknowledged, refused }) => !acknowledged && !refused);
  }

  /** `streams` as each is read by itself, `all` as $all has them; both forwards and without events of the system. */
  violations(streams: ReadonlyMap<string, readonly Found[]>, all: readonly Found[]): readonly Violation[] {
    return [
      ...this.#acknowledgedIsThere(streams),
      ...this.#nothingIsHalf(streams),
      ...this.#nobodyIsRefusedForNothing(),
      ...this.#nothingIsInvented(all),
      ...this.#readIsThere(streams),
      ...commandsOnce(all),
      ...contiguous(streams),
      ...agreeing(streams, all),
    ];
  }

  #acknowledgedIsThere(streams: ReadonlyMap<string, readonly Found[]>): Violation[] {
    return this.attempts.flatMap(({ stream, events, acknowledged }) => {
      if (!acknowledged) return [];
      const { revision, position } = acknowledged;
      const found = streams.get(stream) ?? [];
      const first = revision - events.length + 1;
      const lost = events.flatMap((sent, n) => {
        const there = found[first + n];
        const where = `${stream}@${first + n} (event ${sent.id})`;
        if (!there) return [`acknowledged ${where} is gone: the stream has ${found.length} events`];
        if (there.id !== sent.id) return [`acknowledged ${where} is ${there.id} now`];
        return there.digest === sent.digest ? [] : [`acknowledged ${where} has other content now`];
      });
      const last = found[revision]?.position;
      if (lost.length === 0 && position !== undefined && last !== position)
        lost.push(`${stream}@${revision} was acknowledged at position ${position} and stands at ${last}`);
      return lost.map((what) => ({ invariant: 'I1' as const, what }));
    });
  }

  #nothingIsHalf(streams: ReadonlyMap<string, readonly Found[]>): Violation[] {
    const notAcknowledged = this.attempts.filter(({ acknowledged }) => !acknowledged);
    return notAcknowledged.flatMap(({ stream, events, refused }) => {
      const places = events.map(({ id }) => (streams.get(stream) ?? []).findIndex((found) => found.id === id));
      const whole = places.every((place, n) => place >= 0 && place === Number(places[0]) + n);
      if (places.every((place) => place === -1) || (whole && !refused)) return [];
      const how = refused ? 'was refused and is there' : 'is there by half';
      return [{ invariant: 'I1', what: `an append of ${events.length} to ${stream} ${how}: ${places}` }];
    });
  }

  #nobodyIsRefusedForNothing(): Violation[] {
    return this.attempts.flatMap(({ stream, after, refused, contended }) => {
      if (!refused || contended) return [];
      return [{ invariant: 'refused', what: `${stream} at ${after}: the only writer of the stream lost a race` }];
    });
  }

  #nothingIsInvented(all: readonly Found[]): Violation[] {
    const known = new Map(
      this.attempts.flatMap(({ stream, events }) =>
        events.map((sent) => [`${stream}/${sent.id}`, sent.digest] as const),
      ),
    );
    return all.flatMap(({ stream, id, revision, digest }) => {
      const sent = known.get(`${stream}/${id}`);
      if (sent === digest) return [];
      const what = sent === undefined ? 'was sent by nobody' : 'has other content than was sent';
      return [{ invariant: 'I1', what: `${stream}@${revision} (event ${id}) ${what}` }];
    });
  }

  #readIsThere(streams: ReadonlyMap<string, readonly Found[]>): Violation[] {
    return [...this.#read.values()].flatMap(({ stream, revision, id }) => {
      if (streams.get(stream)?.[revision]?.id === id) return [];
      return [{ invariant: 'early', what: `${stream}@${revision} (event ${id}) was read by somebody and is gone` }];
    });
  }
}

const commandsOnce = (all: readonly Found[]): Violation[] => {
  const seen = new Map<string, Found>();
  return all.flatMap((event) => {
    const before = seen.get(event.commandId);
    seen.set(event.commandId, event);
    if (!before) return [];
    const places = `${before.stream}@${before.revision} and ${event.stream}@${event.revision}`;
    return [{ invariant: 'I2', what: `command ${event.commandId} took effect twice: ${places}` }];
  });
};

const contiguous = (streams: ReadonlyMap<string, readonly Found[]>): Violation[] =>
  [...streams].flatMap(([stream, events]) => {
    const gap = events.findIndex(({ revision }, n) => revision !== n);
    return gap < 0 ? [] : [{ invariant: 'I3', what: `${stream} has ${events[gap]?.revision} where ${gap} belongs` }];
  });

const agreeing = (streams: ReadonlyMap<string, readonly Found[]>, all: readonly Found[]): Violation[] => {
  const violations: Violation[] = [];
  const say = (what: string) => violations.push({ invariant: 'I3', what });
  const back = all.findIndex(({ position }, n) => n > 0 && position <= (all[n - 1]?.position ?? 0n));
  if (back > 0) say(`$all goes back at ${all[back]?.position}, after ${all[back - 1]?.position}`);
  const byStream = Map.groupBy(all, ({ stream }) => stream);
  for (const stream of new Set([...streams.keys(), ...byStream.keys()])) {
    const [alone, inAll] = [streams.get(stream) ?? [], byStream.get(stream) ?? []];
    const describe = ({ id, revision, position, digest }: Found) => `${revision} ${id} ${position} ${digest}`;
    const differs =
      alone.length !== inAll.length || alone.some((event, n) => describe(event) !== describe(inAll[n] ?? event));
    if (differs) say(`${stream} has ${alone.length} events by itself and ${inAll.length} in $all, or others`);
  }
  return violations;
};
