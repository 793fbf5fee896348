import { by } from '#kernel/given';
import { policyOfAlgorithm1 } from '#policy/testing';
import { given, givenTicket } from '../reference/given-ticket';
import {
  absorbed,
  determinedByRosa,
  eveVoided,
  eveWorked,
  IN_STATE,
  NOON,
  OPENED_AT,
  opened,
  REOPENED_AT,
  recordedAs,
  reopened,
  resolved,
  started,
  supersededByOtto,
  triagedP1,
} from './stories';
import type { WorkCommand } from './work';

const { type: _, ...entry } = eveWorked;
const log: WorkCommand = { type: 'LogWork', ...entry };
const atNoon = by('eve', NOON);

describe('A work entry', () => {
  it('is logged when the work is done, and starts the ticket', () => {
    given(...IN_STATE.assigned)
      .when(log, atNoon)
      .yieldsOnce(eveWorked);
    given(...IN_STATE.assigned, eveWorked)
      .when({ type: 'StartWork' })
      .refuses('ticket.not-in-state');
  });

  it('is an after-hours emergency where nothing else is said', () => {
    const { kind: __, ...unsaid } = entry;
    given(opened)
      .when({ type: 'LogWork', ...unsaid }, atNoon)
      .yieldsOnce(eveWorked);
  });

  it.each(['planned', 'standard'] as const)('may be %s work', (kind) =>
    given(opened)
      .when({ ...log, kind }, atNoon)
      .yieldsOnce({ ...eveWorked, kind }),
  );

  it('is logged late, on a ticket that has ended', () => {
    for (const state of ['resolved', 'closed', 'cancelled'] as const)
      given(...IN_STATE[state])
        .when(log, atNoon)
        .yieldsOnce(eveWorked);
  });

  it('is logged once under its id', () => given(opened, eveWorked).when(log, atNoon).refuses('work.exists'));

  it('is not logged under the id of one that came with a merged ticket', () =>
    given(opened, absorbed)
      .when({ ...log, workId: 'W0' }, atNoon)
      .refuses('work.exists'));

  it('ends after it began', () => {
    given(opened)
      .when({ ...log, to: entry.from }, atNoon)
      .refuses('work.backwards');
    given(opened)
      .when({ ...log, to: '2026-03-14T07:00:00.000Z' }, atNoon)
      .refuses('work.backwards');
  });

  describe('longer than the policy takes', () => {
    const sixteenHours = { from: '2026-03-13T16:00:00.000Z', to: '2026-03-14T08:00:00.000Z' };
    const longer = { ...sixteenHours, to: '2026-03-14T08:00:00.001Z' };
    it('is refused, and one of just that length is not', () => {
      given(opened)
        .when({ ...log, ...sixteenHours }, atNoon)
        .yieldsOnce({ ...eveWorked, ...sixteenHours });
      given(opened)
        .when({ ...log, ...longer }, atNoon)
        .refuses('work.too-long');
    });
    it('is what no entry becomes by an amendment', () =>
      given(opened, eveWorked)
        .when({ type: 'AmendWork', workId: 'W1', ...longer, reason: 'a typo' }, atNoon)
        .refuses('work.too-long'));
    it('is known only to a version that states it', () =>
      givenTicket(policyOfAlgorithm1())(opened)
        .when({ ...log, ...longer }, atNoon)
        .yieldsOnce({ ...eveWorked, ...longer }));
  });

  it('is not logged before it is done', () => {
    given(opened).when(log, by('eve', '2026-03-14T08:59:59.999Z')).refuses('work.in-future');
    given(opened).when(log, by('eve', entry.to)).yieldsOnce(eveWorked);
  });
});

describe('A work entry that was logged', () => {
  const amend: WorkCommand = {
    type: 'AmendWork',
    workId: 'W1',
    from: entry.from,
    to: '2026-03-14T10:00:00.000Z',
    reason: 'forgot the drive',
  };
  it('is amended', () =>
    given(opened, eveWorked)
      .when(amend, atNoon)
      .yields({ ...amend, type: 'WorkAmended' }));
  it('is not amended to what it says already', () =>
    given(opened, eveWorked)
      .when({ ...amend, to: entry.to }, atNoon)
      .yieldsNothing());
  it('is amended by the same rules as it was logged', () => {
    given(opened, eveWorked)
      .when({ ...amend, to: entry.from }, atNoon)
      .refuses('work.backwards');
    given(opened, eveWorked).when(amend, by('eve', '2026-03-14T09:30:00.000Z')).refuses('work.in-future');
  });
  it('is voided, and stays so', () => {
    given(opened, eveWorked).when({ type: 'VoidWork', workId: 'W1', reason: eveVoided.reason }).yields(eveVoided);
    given(opened, eveWorked, eveVoided).when(amend, atNoon).refuses('work.voided');
  });
  it('on a merged ticket is amended where it went', () =>
    given(opened, absorbed)
      .when({ ...amend, workId: 'W0' }, atNoon)
      .yields({ ...amend, type: 'WorkAmended', workId: 'W0' }));
  it('has to be there', () => {
    given(opened).when(amend, atNoon).refuses('work.unknown');
    given(opened).when({ type: 'VoidWork', workId: 'W1', reason: 'x' }).refuses('work.unknown');
  });
});

describe('Whoever determined the fault of a cycle', () => {
  const roses = { ...log, workId: 'W2', engineer: 'rosa' };
  const reviewed = [opened, triagedP1, started, determinedByRosa];
  const twoCycles = [...IN_STATE.resolved, determinedByRosa, recordedAs(reopened, REOPENED_AT)];

  it('logs no work on it afterwards', () =>
    given(...reviewed)
      .when(roses, atNoon)
      .refuses('work.judged-it'));
  it('nor does whoever superseded it', () =>
    given(...reviewed, supersededByOtto)
      .when({ ...roses, engineer: 'otto' }, atNoon)
      .refuses('work.judged-it'));
  it('nor does the first one after it was superseded', () =>
    given(...reviewed, supersededByOtto)
      .when(roses, atNoon)
      .refuses('work.judged-it'));
  it('whatever kind of work it is', () =>
    given(...reviewed)
      .when({ ...roses, kind: 'standard' }, atNoon)
      .refuses('work.judged-it'));
  it('works on the next one', () =>
    given(...twoCycles)
      .when({ ...roses, from: REOPENED_AT, to: NOON }, atNoon)
      .yieldsOnce({ ...eveWorked, workId: 'W2', engineer: 'rosa', from: REOPENED_AT, to: NOON }));
  it('does not log late on the one before that', () =>
    given(...twoCycles)
      .when({ ...roses, from: '2026-03-14T09:59:59.999Z', to: NOON }, atNoon)
      .refuses('work.judged-it'));
  it('does not move an entry of theirs into it', () => {
    const later = { ...eveWorked, workId: 'W2', engineer: 'rosa', from: REOPENED_AT, to: NOON };
    given(...twoCycles, later)
      .when({ type: 'AmendWork', workId: 'W2', from: OPENED_AT, to: NOON, reason: 'x' }, atNoon)
      .refuses('work.judged-it');
  });
});

describe('Whoever judged what they had worked on, because nobody else was left,', () => {
  it('still puts their own entry of that cycle right', () => {
    const hers = { ...eveWorked, engineer: 'rosa' };
    given(opened, triagedP1, started, hers, determinedByRosa)
      .when({ type: 'AmendWork', workId: 'W1', from: entry.from, to: NOON, reason: 'forgot the drive' }, atNoon)
      .yieldsOnce({ type: 'WorkAmended', workId: 'W1', from: entry.from, to: NOON, reason: 'forgot the drive' });
  });
});

describe('Work in a later cycle', () => {
  it('is told from earlier work by when it began', () =>
    given(...IN_STATE.resolved, recordedAs(reopened, REOPENED_AT), recordedAs({ ...resolved, cycle: 2 }, NOON))
      .when({ ...log, from: '2026-03-14T09:59:00.000Z', to: '2026-03-14T10:30:00.000Z' }, atNoon)
      .yieldsOnce({ ...eveWorked, from: '2026-03-14T09:59:00.000Z', to: '2026-03-14T10:30:00.000Z' }));
});
