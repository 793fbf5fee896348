import type { Chance } from './chance';

/** What goes wrong with a disk of the rig, besides losing what was not synced. */
export type Mischief = {
  /** The chance that one write takes only a part of its bytes. */
  readonly shortWrites: number;
  /** The sync, counted from 1, that fails; 0 for none. */
  readonly failingSync: number;
  /** With what: a full disk may show only when its pages are written out. */
  readonly syncFailure: 'EIO' | 'ENOSPC';
  /** The operation, counted from 1, that fails with EIO, or with EMFILE where it opens a file; 0 for none. */
  readonly failingOperation: number;
  /** Bytes that fit on the disk. */
  readonly capacity: number;
  /** The operation, counted from 1, at which the power goes; 0 for never. */
  readonly cutAt: number;
  /** The sync, counted from 1, in the middle of which it goes: when there is most to lose. 0 for none. */
  readonly cutAtSync: number;
};
export const NO_MISCHIEF: Mischief = {
  shortWrites: 0,
  failingSync: 0,
  syncFailure: 'EIO',
  failingOperation: 0,
  capacity: Number.MAX_SAFE_INTEGER,
  cutAt: 0,
  cutAtSync: 0,
};

/** A seed's own mixture. */
export const mischief = (chance: Chance): Mischief => ({
  shortWrites: chance.happens(0.3) ? 0.3 : 0,
  failingSync: chance.happens(0.15) ? 1 + chance.below(30) : 0,
  syncFailure: chance.happens(0.7) ? 'EIO' : 'ENOSPC',
  failingOperation: chance.happens(0.1) ? 1 + chance.below(200) : 0,
  capacity: chance.happens(0.15) ? 8_000 + chance.below(200_000) : Number.MAX_SAFE_INTEGER,
  cutAtSync: chance.happens(0.5) ? 1 + chance.below(40) : 0,
  // Some come early, while the store is still making up its mind about the last one.
  cutAt: 1 + chance.below(chance.of([25, 100, 400])),
});
