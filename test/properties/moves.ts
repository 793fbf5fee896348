// What may happen next on a ticket, and how often.

import { iso, MINUTE } from '#kernel';
import type { Chance } from '../faults/chance';
import { MONEY_MOVES } from './money-moves';
import { policyOverride } from './policy-overrides';
import { soreSpell } from './sore-times';
import {
  ALL,
  CLOSED,
  DONE,
  type EventFields,
  isOver,
  type Move,
  NOT_MERGED,
  OPEN,
  type Phase,
  type Situation,
  STARTED,
  type TicketModel,
} from './ticket-model';

const ENGINEERS = ['eve', 'eve', 'ivo', 'jan'];
const REVIEWERS = ['rosa', 'rosa', 'otto', 'eve'];
const CLASSES = [
  ...['client', 'client', 'client', 'client', 'third_party_client_side', 'provider', 'provider', 'undetermined'],
  ...['third_party_provider_side', 'force_majeure', 'shared', 'shared'],
];
const to = (phase: Phase) => (ticket: TicketModel) => {
  ticket.phase = phase;
};
const priority = (chance: Chance) => (chance.happens(0.8) ? 'P1' : chance.of(['P1', 'P2', 'P3', 'P4']));
/** Now and then it is written down later than it happened: since the cycle began, seldom before that. */
const happened = ({ chance, now, ticket }: Situation): EventFields => {
  if (!chance.happens(0.2)) return {};
  const at = now - chance.of([0, 1, 30, 600]) * MINUTE;
  return { occurredAt: iso(chance.happens(0.95) ? Math.max(ticket.cycleBeganAt, at) : at) };
};
const started = (ticket: TicketModel) => {
  if (ticket.phase === 'new' || ticket.phase === 'ready') ticket.phase = 'going';
};
const waiting = (weight: number): Move => ({
  during: STARTED,
  weight,
  say: ({ chance }) => ({ by: 'anna', ...(chance.happens(0.95) && { ask: 'What does the router say?' }) }),
  after: to('waiting'),
});
const finding = ({ chance, ticket }: Situation): EventFields => {
  const faultClass = chance.of(CLASSES);
  const cycle = chance.happens(0.15) ? 1 + chance.below(ticket.cycles) : undefined;
  const share = faultClass === 'shared' ? { sharePercent: chance.of([1, 33, 50, 99]) } : {};
  return { by: chance.of(REVIEWERS), class: faultClass, reason: 'found', ...share, ...(cycle && { cycle }) };
};
const found = (ticket: TicketModel, said: EventFields) => {
  if (said.class === 'shared' || said.class === 'force_majeure') ticket.waits = true;
  ticket.found.add(Number(said.cycle ?? ticket.cycles));
};
export const MOVES: Readonly<Record<string, Move>> = {
  triage: {
    during: OPEN,
    weight: (ticket) => (ticket.validated ? 0.2 : ticket.phase === 'new' ? 50 : 8),
    say: ({ chance }) => ({ by: 'anna', priority: priority(chance) }),
    after: (ticket) => {
      ticket.validated = true;
      if (ticket.phase === 'new') ticket.phase = 'ready';
    },
  },
  change_priority: {
    during: OPEN,
    weight: 3,
    say: ({ chance }) => ({ by: 'anna', priority: priority(chance), reason: 'worse' }),
    after: (ticket) => {
      ticket.validated = true;
    },
  },
  correct_priority: {
    during: [...OPEN, ...CLOSED],
    weight: 1.5,
    say: ({ chance }) => ({ by: 'anna', priority: priority(chance), reason: 'always was' }),
    after: (ticket) => {
      ticket.validated = true;
      ticket.waits ||= isOver(ticket);
    },
  },
  assign: {
    during: OPEN,
    weight: 1,
    say: ({ chance }) => ({ by: 'anna', to: chance.of(ENGINEERS), reason: 'free' }),
    after: (ticket) => {
      if (ticket.phase === 'new') ticket.phase = 'ready';
    },
  },
  start: { during: ['new', 'ready', 'waiting'], weight: 1, say: () => ({ by: 'eve' }), after: started },
  escalate: { during: OPEN, weight: 0.5, say: ({ chance }) => ({ by: 'anna', to: chance.of([2, 3]), reason: 'hard' }) },
  contact: {
    during: [...OPEN, ...DONE],
    weight: 3,
    say: (situation) => ({ channel: situation.chance.of(['phone', 'email', 'voicemail']), ...happened(situation) }),
    after: (ticket) => {
      if (ticket.phase === 'waiting') ticket.phase = 'going';
    },
  },
  reply: { during: OPEN, weight: 5, say: (situation) => ({ by: 'anna', ...happened(situation) }) },
  restore: { during: STARTED, weight: 2, say: (situation) => ({ by: 'eve', ...happened(situation) }) },
  note: { during: ALL, weight: 0.5, say: () => ({ by: 'anna', text: 'seen' }) },
  attach: { during: ALL, weight: 0.3, say: () => ({ by: 'anna', name: 'trace.pcap' }) },
  await_customer: waiting(2),
  await_third_party: waiting(1),
  schedule: waiting(1),
  resume: { during: ['waiting'], weight: 8, say: () => ({ by: 'anna' }), after: to('going') },
  work: {
    during: NOT_MERGED,
    weight: 12,
    say: ({ chance, now, ticket, number }) => ({
      work: `W${number}`,
      engineer: chance.of(ENGINEERS),
      kind: chance.happens(0.85) ? 'after_hours_emergency' : chance.of(['planned', 'standard']),
      ...soreSpell(chance, now, ticket),
    }),
    after: (ticket, { work, from }) => {
      ticket.work.push({ id: String(work), from: String(from) });
      ticket.waits ||= isOver(ticket);
      started(ticket);
    },
  },
  amend_work: {
    during: NOT_MERGED,
    weight: 3,
    say: ({ chance, now, ticket }) =>
      ticket.work.length === 0
        ? undefined
        : {
            work: chance.of(ticket.work).id,
            by: 'eve',
            reason: 'misread',
            ...soreSpell(chance, now, ticket),
          },
  },
  void_work: {
    during: NOT_MERGED,
    weight: 0.7,
    say: ({ chance, ticket }) =>
      ticket.work.length === 0 ? undefined : { work: chance.of(ticket.work).id, by: 'eve', reason: 'not ours' },
  },
  resolve: {
    during: STARTED,
    weight: 9,
    say: (situation) => ({ by: 'eve', code: 'fixed', note: 'rebooted', ...happened(situation) }),
    after: to('resolved'),
  },
  close: { during: ['resolved'], weight: 2, say: () => ({ by: 'anna', reason: 'confirmed' }), after: to('closed') },
  reopen: {
    during: DONE,
    weight: 5,
    say: ({ chance }) => ({ channel: chance.of(['phone', 'voicemail']), by: 'client', reason: 'again' }),
    after: (ticket, _said, now) => {
      ticket.phase = 'going';
      ticket.cycleBeganAt = now;
      ticket.cycles += 1;
      ticket.events += 1;
    },
  },
  cancel: { during: OPEN, weight: 1, say: () => ({ by: 'anna', reason: 'withdrawn' }), after: to('cancelled') },
  merge: {
    during: OPEN,
    weight: 4,
    say: ({ chance, others }) =>
      others.length === 0 ? undefined : { into: chance.of(others), by: 'anna', reason: 'same outage' },
    after: to('merged'),
  },
  determine: {
    during: [...STARTED, ...CLOSED],
    weight: (ticket) => (ticket.found.has(ticket.cycles) ? 0.15 : isOver(ticket) ? 20 : 4),
    say: finding,
    after: found,
  },
  supersede: {
    during: ['going', 'waiting', ...CLOSED],
    weight: 4,
    say: (situation) =>
      situation.ticket.found.size === 0
        ? undefined
        : { ...finding(situation), approver: situation.chance.of(['boss', 'boss', 'rosa']) },
    after: found,
  },
  ...MONEY_MOVES,
  publish_policy: {
    during: ALL,
    weight: 0.3,
    say: ({ chance }) => ({ by: 'clara', policy: policyOverride(chance) }),
  },
};
