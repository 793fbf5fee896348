// Power cuts in process: the store on a disk in memory that loses, tears and reorders whatever was not synced.
import { setTimeout as pause } from 'node:timers/promises';
import { type Chance, chanceOf } from './chance';
import type { Crash, Cycle, Plant, Wanted } from './cycle';
import { FakeDisk, type Trace } from './fake-disk';
import { type Attempt, Ledger, type Violation } from './ledger';
import { type Mischief, mischief, NO_MISCHIEF } from './mischief';
import { openStore, type Running } from './store-on-disk';
import { type Proposed, proposed } from './words';

const WRITERS = 5;
const APPENDS = 80;

type Scene = {
  readonly chance: Chance;
  readonly ledger: Ledger;
  readonly words: Map<Attempt, readonly Proposed[]>;
  readonly heads: Map<string, number>;
  readonly plant: Plant | undefined;
  readonly story: string[];
  readonly trace: Trace | undefined;
  /** What was wrong while it ran. */
  readonly troubles: Violation[];
};

const attempted = ({ chance, ledger, words, heads }: Scene, stream: string, contended: boolean): Attempt => {
  const proposals = Array.from({ length: chance.happens(0.7) ? 1 : 1 + chance.below(5) }, () => proposed(chance));
  const attempt: Attempt = {
    stream,
    after: heads.get(stream) ?? -1,
    events: proposals.map(({ sent }) => sent),
    contended,
  };
  words.set(attempt, proposals);
  return ledger.attempted(attempt);
};

/** Says an append and notes what came of it. Whatever is said after the power went was never said. */
const say = async (
  scene: Scene,
  disk: FakeDisk,
  store: Running,
  attempt: Attempt,
): Promise<'answered' | 'unanswered'> => {
  const outcome = await store.append(attempt, scene.words.get(attempt) ?? []);
  if (disk.isOff || outcome === 'unavailable') return 'unanswered';
  scene.trace?.(
    `    ${attempt.stream} after ${attempt.after}, ${attempt.events.length}: ${typeof outcome === 'string' ? outcome : outcome.revision}`,
  );
  if (outcome === 'refused') attempt.refused = true;
  else {
    attempt.acknowledged = outcome;
    scene.heads.set(attempt.stream, Math.max(scene.heads.get(attempt.stream) ?? -1, outcome.revision));
  }
  return 'answered';
};

/** Where the disk was full somebody makes room: the store must go on by itself, and the same append be taken. */
const saidTwiceIfFull = async (scene: Scene, disk: FakeDisk, store: Running, attempt: Attempt) => {
  const first = await say(scene, disk, store, attempt);
  if (first === 'answered' || disk.isOff || !disk.isFull) return first;
  disk.makeRoom();
  const second = await say(scene, disk, store, attempt);
  if (second === 'unanswered' && !disk.isOff && !disk.hasBroken)
    scene.troubles.push({
      invariant: 'refused',
      what: `there is room on the disk again and ${attempt.stream} is refused`,
    });
  return second;
};

/** Writers with streams of their own and one to race for, until the power goes, the disk fails or enough is written. */
const write = async (scene: Scene, disk: FakeDisk, store: Running): Promise<void> => {
  const { chance } = scene;
  let left = APPENDS;
  const writer = async (own: number) => {
    while (left-- > 0 && !disk.isOff) {
      if (chance.happens(0.15)) await store.meddle(chance);
      const contended = chance.happens(0.1);
      const attempt = attempted(scene, contended ? 'race' : `own-${own}-${chance.below(2)}`, contended);
      if ((await saidTwiceIfFull(scene, disk, store, attempt)) === 'unanswered') return;
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, own) => writer(own)));
};

/** A projection: once woken it reads what is new, and what it has read must stay. */
const readAlong = ({ ledger }: Scene, disk: FakeDisk, store: Running): void => {
  let next = 0;
  const wake = async () => {
    const page = await store.published(next).catch(() => undefined);
    if (disk.isOff || !page) return;
    next = page.next;
    for (const event of page.events) ledger.read(event);
    store.onArrival(() => void wake());
  };
  store.onArrival(() => void wake());
};

const unlessOff = <T>(disk: FakeDisk, promise: Promise<T>): Promise<T | 'off'> => Promise.race([promise, disk.off]);

/** Everything is looked at, whatever has no answer yet is said once more, and what was looked at counts as read. */
const examined = async (scene: Scene, disk: FakeDisk, store: Running): Promise<readonly Violation[]> => {
  const { ledger, heads } = scene;
  const found = await store.everything().catch((error: Error) => error);
  // The disk's own refusal of one read is no fault of the store; anything else is.
  if (found instanceof Error && disk.hasBroken && (found as NodeJS.ErrnoException).code === 'EIO') return [];
  if (found instanceof Error) return [{ invariant: 'I1', what: `it cannot be read: ${found.message}` }];
  const { all, streams } = found;
  const violations = ledger.violations(streams, all);
  for (const event of all) ledger.read(event);
  for (const [stream, events] of streams) heads.set(stream, events.length - 1);
  for (const attempt of ledger.unknown()) await say(scene, disk, store, attempt);
  return violations;
};

const ENDINGS = {
  'power cut': (disk: FakeDisk, next: Mischief) => disk.afterCut(next),
  kill: (disk: FakeDisk, next: Mischief) => disk.afterKill(next),
} as const;

/** One life of the store on a disk: opened, examined, written to, ended. The next life has what it left. */
const life = async (scene: Scene, disk: FakeDisk, next: Mischief) => {
  const { chance, story } = scene;
  const end = (violations: readonly Violation[] = []) => {
    const how = chance.happens(0.65) ? 'power cut' : 'kill';
    story.push(`${how} at operation ${disk.operations}`);
    return { disk: ENDINGS[how](disk, next), violations };
  };
  const store = await unlessOff(
    disk,
    openStore(disk, scene.plant).catch((error: Error) => error),
  );
  if (store === 'off') return end();
  if (store instanceof Error)
    return disk.hasFailed ? end() : end([{ invariant: 'refused', what: `it does not start: ${store.message}` }]);
  const violations = await unlessOff(disk, examined(scene, disk, store));
  if (violations === 'off') return end();
  readAlong(scene, disk, store);
  // Who goes on writing where an answer is outstanding loses races against himself.
  if (scene.ledger.unknown().length === 0) await unlessOff(disk, write(scene, disk, store));
  if (!disk.isOff && chance.happens(0.2)) {
    if (
      (await unlessOff(
        disk,
        store.close().catch(() => {}),
      )) !== 'off'
    )
      story.push('closed');
  }
  return end(violations);
};

const cycle = async (seed: number, { plant, trace }: Wanted): Promise<Cycle> => {
  const chance = chanceOf(seed);
  const scene: Scene = {
    chance,
    ledger: new Ledger(),
    words: new Map(),
    heads: new Map(),
    plant,
    story: [],
    trace,
    troubles: [],
  };
  const again = `--only store --kind cut --seed ${seed} --cycles 1${plant ? ` --plant ${plant}` : ''}`;
  const { recovered, violations } = await Promise.race([lives(scene), silence()]);
  return { seed, recovered, violations, story: scene.story.join(', '), again };
};

const lives = async (scene: Scene) => {
  const { chance } = scene;
  const violations: Violation[] = [];
  let disk = new FakeDisk(chance, mischief(chance), undefined, scene.trace);
  for (let left = 1 + chance.below(3); left > 0 && violations.length === 0; left--) {
    const ended = await life(scene, disk, left > 1 ? mischief(chance) : NO_MISCHIEF);
    violations.push(...ended.violations, ...scene.troubles.splice(0));
    disk = ended.disk;
  }
  const recovered = violations.length === 0 ? await atRest(scene, disk, violations) : true;
  return { recovered, violations };
};

/** A cycle takes some hundredths of a second. A store that says nothing for so long will not. */
const SILENCE_MS = 10_000;
const silence = async () => {
  await pause(SILENCE_MS, undefined, { ref: false });
  const what = `it answered nothing for ${SILENCE_MS / 1000} s`;
  return { recovered: false, violations: [{ invariant: 'refused' as const, what }] };
};

/** On a disk that works: it starts, all is as promised, and every retry takes effect once. */
const atRest = async (scene: Scene, disk: FakeDisk, violations: Violation[]): Promise<boolean> => {
  try {
    const store = await openStore(disk, scene.plant, scene.trace);
    violations.push(...(await examined(scene, disk, store)));
    violations.push(...(await examined(scene, disk, store)));
    for (const { stream } of scene.ledger.unknown())
      violations.push({ invariant: 'refused', what: `a retry on ${stream} was refused by a store at rest` });
    await store.close();
    const [saved, rebuilt] = [await indexOf(scene, disk), await indexOf(scene, disk.withoutSavedIndex())];
    const differs =
      rebuilt.find((line, n) => saved[n] !== line) ?? (saved.length === rebuilt.length ? undefined : 'fewer');
    if (differs) violations.push({ invariant: 'I3', what: `the saved index says otherwise than the log: ${differs}` });
    return true;
  } catch (error) {
    violations.push({ invariant: 'refused', what: `it does not start: ${(error as Error).message}` });
    return false;
  }
};

const indexOf = async (scene: Scene, on: FakeDisk): Promise<readonly string[]> => {
  const store = await openStore(on, scene.plant, scene.trace);
  const index = store.index();
  await store.close();
  return index;
};

async function* cuts(wanted: Wanted): AsyncGenerator<Cycle> {
  const { seed, cycles, stop } = wanted;
  for (let n = seed; n < seed + cycles && !stop.aborted; n++) yield await cycle(n, wanted);
}

export const powerCuts: Crash = {
  name: 'cut',
  does: 'the store on a disk that loses or tears what was not synced, writes short, fails and fills up',
  run: cuts,
};
