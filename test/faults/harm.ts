// What is done to the files of a store at rest.
import type { Chance } from './chance';
import type { StoreAtRest } from './store-at-rest';

export type Files = ReadonlyMap<string, Buffer>;

export type Harm = {
  readonly files: Files;
  readonly story: readonly string[];
  /** Whatever proved the lost end was taken away as well: then it may be gone without a word. */
  readonly nobodyCanKnow: boolean;
  /** Untouched files prove how far the log reached: then nothing of it may be cut off. */
  readonly isProven: boolean;
};

const isSegment = (name: string) => name.endsWith('.segment');
const isPart = (name: string) => name.endsWith('.part');
const COUNT = 'log-segments.json';

type Scene = { readonly files: Map<string, Buffer>; readonly chance: Chance; readonly story: string[] };

const segmentsOf = (files: Files) => [...files.keys()].filter(isSegment).toSorted();
const any = ({ files, chance }: Scene) => chance.of([...files.keys()].toSorted());
const changed = ({ files }: Scene, name: string, change: (bytes: Buffer) => Buffer) => {
  files.set(name, change(Buffer.from(files.get(name) ?? Buffer.alloc(0))));
};

const DEEDS: readonly ((scene: Scene) => void)[] = [
  // The newest segments are missing.
  (scene) => {
    const newest = segmentsOf(scene.files).slice(-1 - scene.chance.below(3));
    for (const name of newest) scene.files.delete(name);
    scene.story.push(`removed ${newest}`);
  },
  (scene) => {
    const name = any(scene);
    scene.files.delete(name);
    scene.story.push(`removed ${name}`);
  },
  (scene) => {
    const parts = [...scene.files.keys()].filter(isPart);
    for (const name of parts) scene.files.delete(name);
    scene.story.push('removed the saved index');
  },
  // One byte is another.
  (scene) => {
    const name = any(scene);
    const at = scene.chance.below(Math.max(1, scene.files.get(name)?.length ?? 1));
    changed(scene, name, (bytes) => {
      if (bytes.length > 0) bytes[at] = (bytes[at] ?? 0) ^ (1 + scene.chance.below(255));
      return bytes;
    });
    scene.story.push(`changed byte ${at} of ${name}`);
  },
  (scene) => {
    const name = any(scene);
    const at = scene.chance.below(Math.max(1, scene.files.get(name)?.length ?? 1));
    const length = 1 + scene.chance.below(2_000);
    const noise = scene.chance.happens(0.5) ? Buffer.alloc(length) : scene.chance.bytes(length);
    changed(scene, name, (bytes) => {
      noise.copy(bytes, at);
      return bytes;
    });
    scene.story.push(`overwrote ${length} bytes of ${name} from ${at}`);
  },
  (scene) => {
    const name = any(scene);
    const length = scene.chance.below(1 + (scene.files.get(name)?.length ?? 0));
    changed(scene, name, (bytes) => bytes.subarray(0, length));
    scene.story.push(`cut ${name} at ${length}`);
  },
];

/** One or two deeds. */
export const damaged = (rest: StoreAtRest, chance: Chance): Harm => {
  const scene: Scene = { files: new Map(rest.files), chance, story: [] };
  for (let left = 1 + (chance.happens(0.25) ? 1 : 0); left > 0 && scene.files.size > 0; left--) chance.of(DEEDS)(scene);
  return harmDone(rest, scene.files, scene.story);
};

/** What may be said of the lost end of a store, by what was left untouched. */
export const harmDone = (rest: StoreAtRest, files: Files, story: readonly string[]): Harm => {
  const isTouched = (name: string) => !files.get(name)?.equals(rest.files.get(name) ?? Buffer.alloc(0));
  const lastPart = [...rest.files.keys()].filter(isPart).toSorted().at(-1);
  const endIsProven = rest.isClosed && lastPart !== undefined && !isTouched(lastPart);
  const segmentsAreProven = endIsProven || (rest.files.has(COUNT) && !isTouched(COUNT));
  // A segment that is there in part only is not missed by the count.
  const last = segmentsOf(rest.files).at(-1) ?? '';
  const isShorter = isTouched(last) && (files.get(last)?.length ?? 0) > 64;
  return { files, story, isProven: endIsProven, nobodyCanKnow: isShorter ? !endIsProven : !segmentsAreProven };
};
