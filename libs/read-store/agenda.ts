import type { Checkpoint } from '#event-store';

/** Something to be looked at again at an instant (ISO 8601, UTC). */
export type Due = { readonly key: string; readonly dueAt: string };

/**
 * What the processes keep in the read store: how far each has read, and when it must look at what again. All of it can
 * be derived anew from the events; nothing is decided by it.
 */
export type Agenda = {
  checkpoint(process: string): Promise<Checkpoint | 'start'>;
  /**
   * In one transaction: what is due when (`null` takes it off), and how far the process has read. A checkpoint never
   * goes back: an older one is left out in silence, because two of a process may run at once.
   */
  save(
    process: string,
    changes: {
      readonly due?: readonly { readonly key: string; readonly dueAt: string | null }[];
      readonly checkpoint?: Checkpoint;
    },
  ): Promise<void>;
  /** What is due at `instant` or before, the oldest first, at most `limit`. */
  dueBy(process: string, instant: string, limit: number): Promise<readonly Due[]>;
  /** The earliest instant at which anything is due, if anything is. */
  nextDue(process: string): Promise<string | undefined>;
};
