import type { Delivered } from '#event-store';
import { by, recorded } from '#kernel/given';
import type { TicketEvent } from '#ticketing';
import type { BoardRow } from '../domain/board-row';
import type { Target } from '../domain/clocks';
import type { SlaEvent } from '../domain/sla';
import { slaBoard } from './sla-board';

// How a row of the board follows from what is recorded. Monday, 16 March 2026, UTC.

const at = (time: string) => `2026-03-16T${time}:00.000Z`;
type Put = { readonly time: string; readonly stream: string; readonly event: TicketEvent | SlaEvent };
const onTicket = (time: string, event: TicketEvent): Put => ({ time, stream: 'ticket-T1', event });
const onClock = (time: string, event: SlaEvent): Put => ({ time, stream: 'sla-T1', event });

/** The row after a history, event by event. */
const rowAfter = (...history: readonly Put[]): BoardRow => {
  let row: BoardRow | undefined;
  for (const { time, stream, event } of history) {
    const fold = slaBoard.on[event.type as keyof typeof slaBoard.on] as
      | ((row: BoardRow | undefined, it: Delivered) => BoardRow)
      | undefined;
    row = fold?.(row, { ...recorded(event, by('someone', at(time))), stream } as unknown as Delivered) ?? row;
  }
  if (!row) throw new Error('Nothing was opened.');
  return row;
};

const opened = onTicket('09:00', {
  type: 'TicketOpened',
  client: 'acme',
  channel: 'phone',
  requested: 'P1',
  assigned: 'P1',
  summary: 'calls fail',
  category: 'general',
  tier: 1,
  contactedAt: at('09:00'),
  policyId: 'standard-support',
  policyVersion: 1,
});
const replied = (time: string) => onTicket(time, { type: 'ReplySent' });
const named = (target: Target, armed: string, cycle = 1) =>
  ({ target, cycle, armedAt: at(armed), ticketRevision: 1 }) as const;
const set = (target: Target, armed: string, due: string, cycle = 1) =>
  onClock(armed, {
    type: 'TargetSet',
    ...named(target, armed, cycle),
    dueAt: at(due),
    priority: 'P1',
    policyVersion: 1,
  });
const breached = (target: Target, armed: string, due: string, cycle = 1) =>
  onClock(due, {
    type: 'TargetBreached',
    ...named(target, armed, cycle),
    dueAt: at(due),
    detectedAt: at(due),
    backdated: false,
  });
const reopened = onTicket('12:00', { type: 'TicketReopened', cycle: 2, event: 1, channel: 'phone', reason: 'again' });
const resolved = onTicket('11:00', {
  type: 'TicketResolved',
  cycle: 1,
  code: 'x',
  note: 'x',
  autoCloseAt: at('23:00'),
});

describe('What has run out stays on the board until somebody answers it:', () => {
  it('an update that the reply itself promised, until the next reply', () => {
    const promised = [opened, replied('09:10'), set('update', '09:10', '10:10'), breached('update', '09:10', '10:10')];
    expect(rowAfter(...promised)).toMatchObject({ overdueTarget: 'update', overdueAt: at('10:10'), breached: 1 });
    expect(rowAfter(...promised, replied('10:20'))).toMatchObject({ overdueTarget: null, breached: 0 });
  });
  it('an update that the opening promised, until the first reply', () => {
    const promised = [opened, set('update', '09:00', '10:00'), breached('update', '09:00', '10:00')];
    expect(rowAfter(...promised)).toMatchObject({ overdueTarget: 'update', breached: 1 });
    expect(rowAfter(...promised, replied('10:20'))).toMatchObject({ overdueTarget: null, breached: 0 });
  });
  it('an update is not answered by a reply that came before it was promised', () => {
    const late = [opened, replied('09:10'), set('update', '09:10', '10:10'), breached('update', '09:10', '10:10')];
    const backdated = onTicket('10:30', { type: 'ReplySent' });
    expect(rowAfter(...late, { ...backdated, time: '09:05' })).toMatchObject({ overdueTarget: 'update', breached: 1 });
  });
  it('a first response, until the first reply', () => {
    const late = [opened, set('respond', '09:00', '09:30'), breached('respond', '09:00', '09:30')];
    expect(rowAfter(...late)).toMatchObject({ overdueTarget: 'respond', urgentAt: at('09:30') });
    expect(rowAfter(...late, replied('09:45'))).toMatchObject({ overdueTarget: null, urgentAt: null });
  });
  it('a restoration, until service is back in that cycle', () => {
    const late = [opened, set('restore', '09:00', '10:00'), breached('restore', '09:00', '10:00')];
    expect(rowAfter(...late)).toMatchObject({ overdueTarget: 'restore' });
    expect(rowAfter(...late, onTicket('10:30', { type: 'ServiceRestored', cycle: 1 }))).toMatchObject({
      overdueTarget: null,
    });
  });
  it('a resolution, until the ticket is reopened: then the cycle before is over', () => {
    const late = [opened, set('resolve', '09:00', '10:00'), breached('resolve', '09:00', '10:00'), resolved];
    expect(rowAfter(...late)).toMatchObject({ overdueTarget: 'resolve', breached: 1 });
    expect(rowAfter(...late, reopened)).toMatchObject({ overdueTarget: null, breached: 0 });
    const again = [...late, reopened, set('restore', '12:00', '13:00', 2), breached('restore', '12:00', '13:00', 2)];
    expect(rowAfter(...again)).toMatchObject({ overdueTarget: 'restore', overdueAt: at('13:00'), breached: 1 });
  });
});

describe('A row of the board', () => {
  it('names what runs out next, and sorts by the first that ran out or will', () => {
    const two = [opened, set('resolve', '09:00', '21:00'), set('restore', '09:00', '13:00')];
    expect(rowAfter(...two)).toMatchObject({ nextTarget: 'restore', nextDueAt: at('13:00'), urgentAt: at('13:00') });
    const late = [...two, set('respond', '09:00', '09:30'), breached('respond', '09:00', '09:30')];
    expect(rowAfter(...late)).toMatchObject({ nextTarget: 'restore', overdueTarget: 'respond', urgentAt: at('09:30') });
  });
  it('counts what stands still, and waits for nothing that is met, cancelled or withdrawn', () => {
    const paused = onClock('09:20', { type: 'TargetPaused', ...named('resolve', '09:00'), pausedAt: at('09:20') });
    const all = [opened, set('resolve', '09:00', '21:00'), paused];
    expect(rowAfter(...all)).toMatchObject({ paused: 1, nextTarget: null, urgentAt: null });
    const met = onClock('09:05', {
      type: 'TargetMet',
      ...named('respond', '09:00'),
      metAt: at('09:05'),
      dueAt: at('09:30'),
    });
    expect(rowAfter(opened, set('respond', '09:00', '09:30'), met)).toMatchObject({ nextTarget: null, breached: 0 });
    const withdrawn = onClock('10:30', {
      type: 'SlaBreachWithdrawn',
      ...named('restore', '09:00'),
      dueAt: at('10:00'),
      because: 'e9',
    });
    expect(rowAfter(opened, breached('restore', '09:00', '10:00'), withdrawn)).toMatchObject({ breached: 0 });
  });
  it('shows the state of its ticket: triage moves a new one only', () => {
    const triaged = onTicket('09:40', { type: 'TicketTriaged', priority: 'P2' });
    expect(rowAfter(opened, triaged)).toMatchObject({ status: 'triaged', priority: 'P2' });
    const inWork = [opened, onTicket('09:20', { type: 'WorkStarted' })];
    expect(rowAfter(...inWork, triaged)).toMatchObject({ status: 'in_progress', priority: 'P2' });
    const waiting = onTicket('09:30', { type: 'CustomerActionRequested', ask: 'Is it lit?' });
    expect(rowAfter(...inWork, waiting)).toMatchObject({ status: 'awaiting_customer', onHold: 1, open: 1 });
  });
});
