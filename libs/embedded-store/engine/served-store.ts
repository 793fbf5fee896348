import type { Store } from './store';

/** What the handlers of calls use of a store. */
export type ServedStore = Pick<
  Store,
  'committed' | 'log' | 'records' | 'links' | 'arrivals' | 'writer' | 'now' | 'append' | 'remove'
>;
