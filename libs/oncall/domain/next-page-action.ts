// What is left to do for a page, read from its state alone: the same after a crash, in a replay, on another machine.

import { MINUTE } from '#kernel';
import type { RosterLevel } from '#policy';
import { type Attempt, openAttempt, type Page } from './page';
import type { PageEscalated } from './page-events';
import type { ChannelKind } from './roster-document';

/** So long a message may be under way; then whoever was to send it is gone. */
export const SENT_WITHIN_MS = 15_000;
/** How often a message goes to the same channel whose sender died: once more. */
const ABANDONED_MAX = 2;

/** Who is called on a level now, and by what: the order in which it is tried. */
export type Reach = (level: RosterLevel) => Reachable | undefined;
export type Reachable = { readonly person: string; readonly channels: readonly ChannelKind[] };

export type PageAction =
  | { readonly do: 'rest' }
  /** `unheard`: everybody of this round was tried, and no message was taken. */
  | { readonly do: 'wait'; readonly until: number; readonly unheard?: true }
  | { readonly do: 'give-up'; readonly attempt: number }
  | { readonly do: 'attempt'; readonly level: RosterLevel; readonly person: string; readonly channel: number }
  | { readonly do: 'escalate'; readonly escalation: Escalation }
  | { readonly do: 'exhaust' };
export type Escalation = Pick<PageEscalated, 'from' | 'to' | 'round' | 'because'> & { readonly fromRound: number };

/** `now` in epoch milliseconds. */
export const nextPageAction = (page: Page, now: number, reach: Reach): PageAction => {
  if (page.status !== 'active') return { do: 'rest' };
  const open = openAttempt(page);
  if (open) {
    const until = open.at + SENT_WITHIN_MS;
    return now < until ? { do: 'wait', until } : { do: 'give-up', attempt: open.attempt };
  }
  const level = page.plan.levels[page.step.index] as RosterLevel;
  const tried = page.attempts.filter(({ round, level: at }) => round === page.step.round && at === level);
  const delivered = tried.find(({ outcome }) => outcome?.is === 'delivered');
  if (delivered?.outcome) {
    const until = delivered.outcome.at + page.plan.ackMinutes * MINUTE;
    return now < until ? { do: 'wait', until } : onwards(page, level, now, 'not_acknowledged');
  }
  const reached = reach(level);
  if (!reached) return onwards(page, level, now, tried.length === 0 ? 'nobody_on_call' : 'not_delivered');
  const channel = reached.channels.findIndex((_kind, i) => isToBeTried(reached, i, tried));
  return channel < 0
    ? onwards(page, level, now, 'not_delivered')
    : { do: 'attempt', level, person: reached.person, channel };
};

/** Not tried yet; or tried by somebody who died over it, and not yet again. */
const isToBeTried = ({ person, channels }: Reachable, index: number, tried: readonly Attempt[]): boolean => {
  const kind = channels[index];
  const before = channels.slice(0, index).filter((each) => each === kind).length;
  const made = tried.filter((attempt) => attempt.person === person && attempt.channel === kind);
  const failed = made.filter(({ outcome }) => outcome?.is !== 'abandoned').length;
  if (failed > before) return false;
  return made.length - failed < ABANDONED_MAX;
};

/** The next level; behind the last one the next round, not before the time of one was given to somebody who could come. */
const onwards = (page: Page, from: RosterLevel, now: number, because: PageEscalated['because']): PageAction => {
  const { plan, step, attempts, roundSince } = page;
  const next = plan.levels[step.index + 1];
  const escalation = { from, fromRound: step.round, because };
  if (next) return { do: 'escalate', escalation: { ...escalation, to: next, round: step.round } };
  const isHeard = attempts.some(({ round, outcome }) => round === step.round && outcome?.is === 'delivered');
  const until = roundSince + plan.ackMinutes * MINUTE;
  if (!isHeard && now < until) return { do: 'wait', until, unheard: true };
  if (step.round >= plan.rounds) return { do: 'exhaust' };
  const to = plan.levels[0] as RosterLevel;
  return { do: 'escalate', escalation: { ...escalation, to, round: step.round + 1 } };
};
