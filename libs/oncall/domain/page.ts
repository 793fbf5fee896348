// page-<ticketId>: who is called for a ticket, and whether they come. An acknowledgement is terminal (I15 and its kin):
// every decision below that leads to a message asks for an active page.

import { type Context, type Decider, DomainError, type Instead, ms, streamOf } from '#kernel';
import type {
  PageAcknowledged,
  PageAttempted,
  PageDelivered,
  PageDispatched,
  PageEnded,
  PageEscalated,
  PageEvent,
  PageExhausted,
  PageFailed,
  PagePlan,
  PageTrigger,
  PageWithheld,
} from './page-events';

// State.
export type Attempt = Omit<PageAttempted, 'type' | 'page'> & {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly outcome?: { readonly is: 'delivered' | PageFailed['outcome']; readonly at: number };
};
/** Where the page stands in its plan, and since when (epoch milliseconds). */
export type Step = { readonly round: number; readonly index: number; readonly since: number };
export const PAGE_STATUSES = ['active', 'acknowledged', 'ended', 'exhausted', 'withheld'] as const;
export type Page = {
  readonly page: number;
  readonly cycle: number;
  readonly status: (typeof PAGE_STATUSES)[number];
  readonly client: string;
  readonly priority: string;
  readonly trigger: PageTrigger;
  readonly team: string;
  readonly plan: PagePlan;
  readonly step: Step;
  /** When this round began. */
  readonly roundSince: number;
  readonly attempts: readonly Attempt[];
  readonly acknowledged?: { readonly person: string; readonly at: string };
  readonly endedBecause?: PageEnded['because'];
};
export type Pages = readonly Page[];

// Commands. The process says all but `AcknowledgePage`.
export type PageCommand =
  | ({ type: 'DispatchPage' } & Omit<PageDispatched, 'type'>)
  | ({ type: 'WithholdPage' } & Omit<PageWithheld, 'type'>)
  | ({ type: 'AttemptPage' } & Omit<PageAttempted, 'type'>)
  | ({ type: 'NoteDelivery' } & Omit<PageDelivered, 'type'>)
  | ({ type: 'NoteFailure' } & Omit<PageFailed, 'type'>)
  | ({ type: 'EscalatePage'; fromRound: number } & Omit<PageEscalated, 'type'>)
  | ({ type: 'EndPage' } & Omit<PageEnded, 'type'>)
  | ({ type: 'ExhaustPage' } & Omit<PageExhausted, 'type'>)
  | { type: 'AcknowledgePage'; person: string; how: PageAcknowledged['how']; page?: number };

const NO_PLAN: PagePlan = { levels: [], ackMinutes: 0, rounds: 0 };
const changed = (pages: Pages, which: number, change: (page: Page) => Page): Pages => {
  if (!pages.some(({ page }) => page === which)) throw new Error(`there is no page ${which}`);
  return pages.map((page) => (page.page === which ? change(page) : page));
};
const settled = (page: Page, which: number, outcome: Attempt['outcome']): Page => ({
  ...page,
  attempts: page.attempts.map((one) => (one.attempt === which && outcome ? { ...one, outcome } : one)),
});

export const pages: Decider<PageCommand, Pages, PageEvent, PageEvent, Context> = {
  initial: [],
  evolve: {
    PageDispatched: (state, { type: _, ...dispatched }, { recordedAt }) => {
      const at = ms(recordedAt);
      const step = { round: 1, index: 0, since: at };
      return [...state, { ...dispatched, status: 'active', step, roundSince: at, attempts: [] }];
    },
    PageWithheld: (state, { page, cycle, trigger }, { recordedAt }) => {
      const step = { round: 0, index: 0, since: ms(recordedAt) };
      const nobody = { client: '', priority: '', team: '', plan: NO_PLAN, attempts: [], roundSince: step.since };
      return [...state, { page, cycle, trigger, status: 'withheld', step, ...nobody }];
    },
    PageAttempted: (state, { type: _, page, ...attempt }, { recordedAt }) =>
      changed(state, page, (one) => ({ ...one, attempts: [...one.attempts, { ...attempt, at: ms(recordedAt) }] })),
    PageDelivered: (state, { page, attempt }, { recordedAt }) =>
      changed(state, page, (one) => settled(one, attempt, { is: 'delivered', at: ms(recordedAt) })),
    PageFailed: (state, { page, attempt, outcome }, { recordedAt }) =>
      changed(state, page, (one) => settled(one, attempt, { is: outcome, at: ms(recordedAt) })),
    PageEscalated: (state, { page, to, round }, { recordedAt }) =>
      changed(state, page, (one) => {
        const since = ms(recordedAt);
        const step = { round, index: one.plan.levels.indexOf(to), since };
        return { ...one, step, roundSince: round === one.step.round ? one.roundSince : since };
      }),
    PageAcknowledged: (state, { page, person }, { recordedAt: at }) =>
      changed(state, page, (one) => ({ ...one, status: 'acknowledged', acknowledged: { person, at } })),
    PageEnded: (state, { page, because }) =>
      changed(state, page, (one) => ({ ...one, status: 'ended', endedBecause: because })),
    PageExhausted: (state, { page }) => changed(state, page, (one) => ({ ...one, status: 'exhausted' })),
  },
  decide: {
    DispatchPage: ({ type: _, ...dispatched }, state) =>
      isNext(state, dispatched.page) ? [{ type: 'PageDispatched', ...dispatched }] : [],
    WithholdPage: ({ page, cycle, trigger }, state) =>
      isNext(state, page) ? [{ type: 'PageWithheld', page, cycle, trigger }] : [],
    AttemptPage: ({ type: _, ...attempt }, state) => {
      const page = active(state, attempt.page);
      const isNew = page && attempt.attempt === page.attempts.length + 1 && openAttempt(page) === undefined;
      return isNew ? [{ type: 'PageAttempted', ...attempt }] : [];
    },
    // Noted of every page, whatever became of it: it is a fact.
    NoteDelivery: ({ page, attempt }, state) => {
      const found = attemptOf(state, page, attempt);
      return found && found.outcome?.is !== 'delivered' ? [{ type: 'PageDelivered', page, attempt }] : [];
    },
    NoteFailure: ({ page, attempt, outcome, reason }, state) => {
      const found = attemptOf(state, page, attempt);
      const isNews = found && (!found.outcome || (found.outcome.is === 'abandoned' && outcome !== 'abandoned'));
      return isNews ? [{ type: 'PageFailed', page, attempt, outcome, reason }] : [];
    },
    EscalatePage: ({ page: which, from, to, fromRound, round, because }, state) => {
      const page = active(state, which);
      const isThere = page && page.step.round === fromRound && page.plan.levels[page.step.index] === from;
      return isThere ? [{ type: 'PageEscalated', page: which, from, to, round, because }] : [];
    },
    EndPage: ({ page: which, because }, state) =>
      isWaiting(state.find(({ page }) => page === which)) ? [{ type: 'PageEnded', page: which, because }] : [],
    ExhaustPage: ({ page, rounds }, state) => (active(state, page) ? [{ type: 'PageExhausted', page, rounds }] : []),
    AcknowledgePage: ({ person, how, page: which }, state) => {
      const page = which === undefined ? state.at(-1) : state.find(({ page }) => page === which);
      if (!page || page.status === 'withheld')
        throw refusal('page.unknown', 'Nobody was paged for this ticket. See the pages that there are.', {
          acts: ['ListPages'],
        });
      if (page.status === 'acknowledged') return [];
      if (page.status === 'ended')
        throw refusal(
          'page.ended',
          `This page has ended (${page.endedBecause}): nobody needs to come for it. The ticket says what became of it.`,
          { acts: ['SeeTicket'] },
        );
      return [{ type: 'PageAcknowledged', page: page.page, person, how }];
    },
  },
};

export const pageStream = (ticketId: string) => streamOf('page', ticketId);

const isNext = (state: Pages, page: number): boolean => page === state.length + 1 && !state.some(isActive);
const isActive = ({ status }: Page): boolean => status === 'active';
const active = (state: Pages, which: number): Page | undefined =>
  state.find((page) => page.page === which && isActive(page));
/** Nobody has come, and somebody may still have to. */
export const isWaiting = (page: Page | undefined): page is Page =>
  page !== undefined && ['active', 'exhausted'].includes(page.status);
const attemptOf = (state: Pages, which: number, attempt: number): Attempt | undefined =>
  state.find(({ page }) => page === which)?.attempts.find((one) => one.attempt === attempt);
export const openAttempt = ({ attempts }: Page): Attempt | undefined => attempts.find(({ outcome }) => !outcome);

const refusal = (code: PageProblem, message: string, instead?: Instead) => new DomainError(code, message, instead);
export type PageProblem = `page.${'unknown' | 'ended' | 'link'}`;
