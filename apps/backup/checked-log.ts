// What a log must hold, whatever happened: read once from its beginning for what is of the whole store, then ticket by ticket
// in parts, so that a million events fit into memory.

import { compareWithLog, hasNotary, historiesOf, openerOf, policiesIn, recompute, verifierOf } from '#audit/module';
import { type PlacedStored, storedInLog } from '#command-line';
import { CATALOGS } from '#composition';
import { type Keys, keyIdsOf, META_EVENTS, META_STREAM, type Stored, type StoredMetadata } from '#event-store';
import { type Fact, misdated, undetermined } from '#invariants';
import { categoryOf, type Recorded, replay, streamOf, subjectOf } from '#kernel';
import { hasWorked, ticket } from '#ticketing';
import { keysErasedIn } from './erasures';

export type CheckedLog = {
  readonly events: number;
  readonly tickets: number;
  readonly postings: number;
  readonly clockEvents: number;
  /** How many events the notary's last checkpoint covers; none where there is no notary. */
  readonly notarized?: number;
  /** Sentences that begin with the invariant that does not hold. */
  readonly broken: readonly string[];
};
type Log = { readonly dir: string; readonly prefix: string; readonly keys: Pick<Keys, 'find'> };

const EVENTS_IN_PART = 100_000;
const EVERYTHING = { ...CATALOGS, [META_STREAM]: META_EVENTS };

export const checkLog = async (log: Log, notary: string): Promise<CheckedLog> => {
  const whole = new LogIntegrity();
  const notarized = await alongNotary(log, notary, whole);
  const broken = [...whole.broken, ...notarized.broken, ...(await erasedButThere(log))];
  const parts = Math.ceil(whole.events / EVENTS_IN_PART);
  let [tickets, postings, clockEvents] = [0, 0, 0];
  for (let part = 0; part < parts; part++) {
    const found = await checkPart(log, (stream) => partOf(subjectOf(stream), parts) === part);
    broken.push(...found.broken);
    tickets += found.tickets;
    postings += found.postings;
    clockEvents += found.clockEvents;
  }
  const covers = notarized.size === undefined ? {} : { notarized: notarized.size };
  return { events: whole.events, tickets, postings, clockEvents, ...covers, broken };
};

const partOf = (subject: string, parts: number): number => {
  let sum = 0;
  for (let n = 0; n < subject.length; n++) sum = (sum * 31 + subject.charCodeAt(n)) % 1_000_003;
  return sum % parts;
};

/** I2 and I3: what is seen event by event. */
class LogIntegrity {
  events = 0;
  readonly broken: string[] = [];
  readonly #next = new Map<string, number>();
  readonly #effects = new Map<string, string>();

  see({ stream, revision, metadata }: Stored): void {
    this.events++;
    const next = this.#next.get(stream) ?? 0;
    if (revision !== next) this.broken.push(`I3: ${stream} has revision ${revision} where ${next} belongs.`);
    this.#next.set(stream, revision + 1);
    // That a request took a command's id is no effect of it.
    if (categoryOf(stream) === 'command') return;
    const { commandId } = metadata as StoredMetadata;
    const before = this.#effects.get(commandId);
    if (before !== undefined && before !== `${stream}@${revision}`)
      this.broken.push(`I2: command ${commandId} took effect before, and again at ${stream}@${revision}.`);
    this.#effects.set(commandId, `${stream}@${revision + 1}`);
  }
}

/** I12, and on the way everything that is seen event by event. */
const alongNotary = async (
  { dir, prefix }: Log,
  notary: string,
  whole: LogIntegrity,
): Promise<{ readonly size?: number; readonly broken: readonly string[] }> => {
  const signed = hasNotary(notary);
  const verifiers = signed ? (await signersIn({ dir, prefix })).map(verifierOf) : [];
  const seen = (async function* () {
    for await (const piece of piecesOf(dir, prefix))
      for (const { stored } of piece) {
        whole.see(stored);
        yield stored;
      }
  })();
  if (!signed) {
    for await (const _ of seen);
    return { broken: [] };
  }
  const { findings, size } = await compareWithLog(seen, notary, verifiers);
  return { size, broken: findings.map(({ stream, revision, what }) => `I12: ${stream}@${revision} ${what}`) };
};

const signersIn = async ({ dir, prefix }: Pick<Log, 'dir' | 'prefix'>): Promise<readonly string[]> => {
  const keys: string[] = [];
  await storedInLog(
    dir,
    prefix,
    (stream) => stream === META_STREAM,
    (piece) => {
      for (const { stored } of piece)
        if (stored.type === 'SigningKeyRotated') keys.push(String((stored.data as { key: unknown }).key));
    },
  );
  return keys;
};

/** At the pace of whoever reads them. */
async function* piecesOf(dir: string, prefix: string): AsyncGenerator<readonly PlacedStored[]> {
  let [give, taken] = [Promise.withResolvers<readonly PlacedStored[] | undefined>(), Promise.withResolvers<void>()];
  const reading = storedInLog(
    dir,
    prefix,
    () => true,
    async (piece) => {
      give.resolve(piece);
      await taken.promise;
      taken = Promise.withResolvers<void>();
    },
  ).then(
    () => give.resolve(undefined),
    (error: unknown) => give.reject(error),
  );
  for (;;) {
    const piece = await give.promise;
    if (piece === undefined) return await reading;
    give = Promise.withResolvers<readonly PlacedStored[] | undefined>();
    yield piece;
    taken.resolve();
  }
}

/** I11: no key is left of what the log says was erased. */
const erasedButThere = async ({ dir, prefix, keys }: Log): Promise<readonly string[]> =>
  [...(await keysErasedIn(dir, prefix))]
    .filter((id) => keys.find(id) !== 'destroyed')
    .map((id) => `I11: the key ${id} seals what was erased, and is not destroyed.`);

type Part = Omit<CheckedLog, 'events' | 'notarized'>;

/** I4, I5, I6, I8, I9, I14 and whether every text opens or is erased, of the tickets in a part. */
const checkPart = async ({ dir, prefix, keys }: Log, isIn: (stream: string) => boolean): Promise<Part> => {
  const stored: Stored[] = [];
  await storedInLog(
    dir,
    prefix,
    (stream) => categoryOf(stream) === 'policy' || isIn(stream),
    (piece) => {
      for (const one of piece) stored.push(one.stored);
    },
  );
  const readable = stored.filter(({ stream }) => /^(ticket|sla|billing|policy|public)-/.test(stream));
  const opened = readable.filter((one) => categoryOf(one.stream) !== 'public');
  const facts = opened.map(factOf);
  const streams = Map.groupBy(facts, ({ stream }) => stream);
  const broken = [
    ...unreadable(stored, keys),
    ...misdated({ all: facts, streams }),
    ...undetermined({ all: facts, streams }),
    ...chargedTwice(streams),
    ...mistold(readable),
  ];
  // The engines need no texts.
  const histories = historiesOf(opened, openerOf(EVERYTHING));
  const recomputed = recompute(histories, policiesIn(histories));
  return {
    ...recomputed,
    broken: [
      ...broken,
      ...recomputed.findings.map(({ stream, revision, what }) => `I5, I6: ${stream}@${revision} ${what}`),
      ...judgedOwnWork(histories),
    ],
  };
};

const factOf = ({ stream, revision, type, data, metadata }: Stored): Fact => ({
  stream,
  revision,
  type,
  data,
  recordedAt: (metadata as StoredMetadata).recordedAt,
});

/** What is sealed and cannot be read, though nobody destroyed its key: a text that is lost, or was altered. */
const unreadable = (stored: readonly Stored[], keys: Pick<Keys, 'find'>): readonly string[] => {
  const open = openerOf(EVERYTHING, keys);
  return stored.flatMap((one) => {
    if (keyIdsOf(one.data).length === 0) return [];
    try {
      open(one);
      return [];
    } catch (error) {
      return [`keys: ${(error as Error).message}`];
    }
  });
};

/** I5: one charge an after-hours event, and each posting once. */
const chargedTwice = (streams: ReadonlyMap<string, readonly Fact[]>): readonly string[] =>
  [...streams].flatMap(([stream, events]) => {
    if (categoryOf(stream) !== 'billing') return [];
    const seen = new Set<unknown>();
    return events.flatMap(({ revision, data }) => {
      const { postingId, cents } = data as { postingId?: unknown; cents?: unknown };
      if (postingId === undefined || cents === undefined) return [];
      const isAgain = seen.has(JSON.stringify(postingId));
      seen.add(JSON.stringify(postingId));
      return isAgain ? [`I5: ${stream}@${revision} posts again what was posted.`] : [];
    });
  });

/** I8: every public event names an event that is there, in the order of its stream, once. */
const mistold = (stored: readonly Stored[]): readonly string[] => {
  const ids = new Map(stored.map(({ stream, revision, eventId }) => [`${stream}@${revision}`, eventId]));
  const reported = new Set<string>();
  return stored.flatMap(({ stream, revision, data }) => {
    if (categoryOf(stream) !== 'public') return [];
    const { id, cause } = data as { id: string; cause?: { stream: string; revision: number; eventId: string } };
    const isAgain = reported.has(id);
    reported.add(id);
    const from = cause && `${streamOf(cause.stream, subjectOf(stream))}@${cause.revision}`;
    return [
      ...(isAgain ? [`I8: ${stream}@${revision} tells again what was told.`] : []),
      ...(cause && from !== undefined && ids.get(from) !== cause.eventId
        ? [`I8: ${stream}@${revision} tells of ${from}, which is another event.`]
        : []),
    ];
  });
};

/** I14, by the rule of the decider itself; an override took a second person. */
const judgedOwnWork = (histories: ReadonlyMap<string, readonly Recorded[]>): readonly string[] =>
  [...histories].flatMap(([stream, history]) => {
    if (categoryOf(stream) !== 'ticket') return [];
    const whole = replay(ticket, history);
    return history.flatMap(({ event, stamp }) => {
      const { cycle, determination } = event as { cycle?: number; determination?: { by: string; override?: true } };
      if (!determination || cycle === undefined || determination.override) return [];
      return hasWorked(whole, determination.by, cycle)
        ? [`I14: ${stream}@${stamp.revision} was determined by somebody who worked on the cycle.`]
        : [];
    });
  });
