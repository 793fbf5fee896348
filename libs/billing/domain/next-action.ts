import type { Policy } from '#policy';
import type { Ledger, PostedLine } from './ledger-state';
import { nextTimer } from './timers';

/** What a ledger has left to do, or until when it rests; for ever, where nothing comes due by itself. */
export type LedgerAction =
  | { readonly do: 'hand-on'; readonly into: string }
  | { readonly do: 'pass-time'; readonly at: number }
  | { readonly do: 'mark'; readonly postings: readonly PostedLine[]; readonly until?: number }
  | { readonly do: 'rest'; readonly until?: number };

/** Read from the state alone: the same after a crash, a replay or on another machine. `now` in epoch milliseconds. */
export const nextAction = (state: Ledger, policy: Policy, now: number): LedgerAction => {
  if (state.handOnTo !== undefined) return { do: 'hand-on', into: state.handOnTo };
  const timer = nextTimer(state, policy);
  if (timer && timer.at <= now) return { do: 'pass-time', at: timer.at };
  const until = timer && { until: timer.at };
  return state.unmarked.length > 0 ? { do: 'mark', postings: state.unmarked, ...until } : { do: 'rest', ...until };
};
