import { isFirstEvent } from '../engine/first-event';
import { CannotFollow, type Store } from '../engine/store';
import type { PlacedEvent } from '../storage/record';
import { appendsIn } from './appends';

export type Imported = {
  readonly written: number;
  readonly present: number;
  /** Events that do not follow on what is here, where those were to be left out. */
  readonly leftOut: number;
};

export type ImportOptions = {
  readonly progress?: (events: number) => void;
  /** Takes what follows on what is here, and leaves out the rest instead of stopping there. */
  readonly whatFollows?: boolean;
};

/**
 * Writes exported events into an open store, as they were: revisions, ids, times, and what was one append stays one.
 * Events that are there already are left alone, so that an interrupted import is simply repeated. Throws `CannotFollow`
 * where a revision does not follow, or another event stands in its place.
 */
export const importIntoStore = async (
  store: Store,
  lines: AsyncIterable<string>,
  { progress = () => undefined, whatFollows = false }: ImportOptions = {},
): Promise<Imported> => {
  let [written, present, leftOut] = [0, 0, 0];
  let writing: Promise<unknown>[] = [];
  for await (const together of appendsIn(lines)) {
    const missing = together.filter((event) => !store.holds(event) && !isOwn(event, store));
    present += together.length - missing.length;
    if (missing.length > 0) {
      const restored = store.restore(missing).then(
        () => {
          written += missing.length;
        },
        (error) => {
          if (!whatFollows || !(error instanceof CannotFollow)) throw error;
          leftOut += missing.length;
        },
      );
      // It is awaited below with the others; until then a failure is nobody's surprise.
      restored.catch(() => undefined);
      writing.push(restored);
    }
    if (writing.length < AT_ONCE) continue;
    await Promise.all(writing);
    writing = [];
    progress(written + present);
  }
  await Promise.all(writing);
  progress(written + present);
  return { written, present, leftOut };
};

const AT_ONCE = 256;

/** A store that was served before has a first event of its own, in the place of this one. */
const isOwn = (event: PlacedEvent, { committed }: Store): boolean =>
  isFirstEvent(event) && committed.index.streams.find(event.stream) >= 0;
