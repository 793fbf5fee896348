// "What would come of it?": a command is decided by the very code that decides it otherwise, on the streams as they are,
// and what it would append is kept aside for the length of one request. Nothing of it reaches the store.

import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type AnyFold,
  type Appended,
  type Context,
  DomainError,
  type EventStore,
  evolve,
  type Loaded,
  type LostRace,
  type Message,
  type Recorded,
  stampOf,
} from '#kernel';

type Aside = { readonly base: number; readonly events: Recorded[]; readonly commands: Map<string, Appended> };
type DryRun = Map<string, Aside>;
const current = new AsyncLocalStorage<DryRun>();

/** Whether what is decided now is decided to be looked at alone: nobody remembers anything of it. */
export const isDryRun = (): boolean => current.getStore() !== undefined;

/** Runs `work` with nothing written; `appended` answers what would have been, in its order, stream by stream. */
export const runDry = <T>(
  work: (appended: () => readonly (Recorded & { stream: string })[]) => Promise<T>,
): Promise<T> => {
  const run: DryRun = new Map();
  const appended = () => [...run].flatMap(([stream, { events }]) => events.map((one) => ({ ...one, stream })));
  return current.run(run, () => work(appended));
};

const NOTHING: AnyFold<null> = { initial: null, evolve: {} };
/** Another process wrote to a stream meanwhile: what was looked at is out of date, and is looked at again by whoever asked. */
const movedOn = (stream: string) =>
  new DomainError<LostRace>('lost-race', `${stream} was written to meanwhile. Nothing was saved; ask again.`);

/** The store as commands see it: as it is, and within a dry run with what lies aside on top of it. */
export const dryRunnable = (store: EventStore): EventStore => {
  const load: EventStore['load'] = async <S>(
    stream: string,
    fold: AnyFold<S>,
    freshness?: Parameters<EventStore['load']>[2],
  ): Promise<Loaded<S>> => {
    const aside = current.getStore()?.get(stream);
    if (!aside) return store.load(stream, fold, current.getStore() ? 'latest' : freshness);
    const below = await store.load(stream, fold, 'latest');
    if (below.revision !== aside.base) throw movedOn(stream);
    const last = aside.events.at(-1);
    return {
      state: aside.events.reduce((state, recorded) => evolve(fold, state, recorded), below.state),
      revision: aside.base + aside.events.length,
      commands: new Map([...below.commands, ...aside.commands]),
      ...(last && { lastRecordedAt: last.stamp.recordedAt }),
    };
  };
  const append: EventStore['append'] = async (
    stream: string,
    expectedRevision: number,
    events: readonly Message[],
    context: Context,
  ) => {
    const run = current.getStore();
    if (!run) return store.append(stream, expectedRevision, events, context);
    const { revision: base } = await store.load(stream, NOTHING, 'latest');
    const aside: Aside = run.get(stream) ?? { base, events: [], commands: new Map() };
    if (aside.base !== base) throw movedOn(stream);
    if (base + aside.events.length !== expectedRevision) return 'lost-race';
    run.set(stream, aside);
    events.forEach((event, index) => {
      aside.events.push({ event, stamp: stampOf(context, base + 1 + aside.events.length, index) });
    });
    const appended = { revision: base + aside.events.length };
    aside.commands.set(context.commandId, appended);
    return appended;
  };
  return {
    load,
    append,
    claim: async (context) => (current.getStore() ? 'ours' : store.claim(context)),
    inTurn: (stream, work) => (current.getStore() || !store.inTurn ? work() : store.inTurn(stream, work)),
    read: async (stream, from = 0) => {
      const aside = current.getStore()?.get(stream);
      const below = await store.read(stream, from);
      if (!aside) return below;
      return [...below, ...aside.events.filter(({ stamp }) => stamp.revision >= from)];
    },
  };
};
