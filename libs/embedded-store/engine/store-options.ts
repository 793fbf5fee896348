import type { Disk } from '../storage/disk';
import type { OnFaultPoint, PlantedFaults } from '../storage/fault-points';
import type { Lock } from '../storage/lock';

export type StoreOptions = {
  /** Made if it is not there. One process at a time. */
  readonly dir: string;
  readonly disk?: Disk;
  readonly at?: OnFaultPoint;
  /** How large a segment of the log may grow; 128 MiB if not said. */
  readonly segmentBytes?: number;
  /** How much of the events is kept in memory in wire form; 64 MiB if not said. */
  readonly cacheBytes?: number;
  /** The index is saved after so many events; 100,000 if not said. */
  readonly snapshotEvery?: number;
  /** How the directory is made one's own: a Unix socket in it if not said. A disk that is simulated has none. */
  readonly lock?: (dir: string, durableEnd: () => number) => Promise<Lock>;
  readonly planted?: PlantedFaults;
  /** Milliseconds since 1970: when an event was created, whether one is too old, whether a deadline has passed. */
  readonly now?: () => number;
  /** Told what a person should know: a torn tail, a rebuilt index, a full disk. One sentence each. */
  readonly say?: (text: string) => void;
};
