import { by } from '#kernel/given';
import { given } from '../reference/given-ticket';
import {
  absorbed,
  askedCustomer,
  CALLED_AT,
  IN_STATE,
  NOON,
  opened,
  REOPENED_AT,
  recordedAs,
  reopened,
  resolved,
  started,
  triagedP1,
} from './stories';
import type { TicketCommand, TicketEvent } from './ticket';

const atNoon = (occurredAt: string) => ({ ...by('eve', NOON), occurredAt });
const JUST_BEFORE_THE_CALL = '2026-03-14T07:57:59.999Z';
const RESOLVE = { type: 'ResolveTicket', code: 'power', note: 'power restored' } as const;
const CONTACT = { type: 'RecordContact', channel: 'phone' } as const;
const BACKDATED: readonly (readonly [TicketCommand, TicketEvent])[] = [
  [{ type: 'RestoreService' }, { type: 'ServiceRestored', cycle: 1 }],
  [{ type: 'SendReply' }, { type: 'ReplySent' }],
  [CONTACT, { type: 'ClientContactRecorded', channel: 'phone' }],
  [RESOLVE, { ...resolved, autoCloseAt: '2026-03-15T12:00:00.000Z' }],
];

describe.each(BACKDATED)('What is written down later: %j', (command, event) => {
  it('did not happen later than now', () =>
    given(...IN_STATE.in_progress)
      .when(command, atNoon('2026-03-14T12:00:00.001Z'))
      .refuses('time.in-future'));
  it('did not happen before the client called', () =>
    given(...IN_STATE.in_progress)
      .when(command, atNoon(JUST_BEFORE_THE_CALL))
      .refuses('time.before-opening'));
  it.each([
    ['at the call itself', CALLED_AT],
    ['now', NOON],
  ])('may have happened %s, typed or not', (_when, at) =>
    given(...IN_STATE.in_progress)
      .when(command, atNoon(at))
      .yieldsOnce(event),
  );
  it('may have happened after the first of two calls, whichever ticket it was noted on', () => {
    const merged = [...IN_STATE.in_progress, absorbed] as const;
    given(...merged)
      .when(command, atNoon('2026-03-14T07:50:00.000Z'))
      .yieldsOnce(event);
    given(...merged)
      .when(command, atNoon('2026-03-14T07:49:59.999Z'))
      .refuses('time.before-opening');
  });
  it('did not happen before a ticket that no client asked for was raised', () => {
    const { contactedAt: _, ...raised } = opened;
    const history = [recordedAs(raised, '2026-03-14T08:00:00.000Z'), triagedP1, started] as const;
    given(...history)
      .when(command, atNoon('2026-03-14T07:59:59.999Z'))
      .refuses('time.before-opening');
    given(...history)
      .when(command, atNoon('2026-03-14T08:00:00.000Z'))
      .yieldsOnce(event);
  });
});

describe('In a later cycle', () => {
  const again = [opened, triagedP1, started, resolved, recordedAs(reopened, REOPENED_AT)] as const;
  const before = '2026-03-14T09:59:59.999Z';
  it.each([[RESOLVE], [CONTACT]])('%j lies in that cycle', (command) =>
    given(...again)
      .when(command, atNoon(before))
      .refuses('time.before-cycle'),
  );
  it('a call and a resolution may lie at its very beginning', () => {
    given(...again)
      .when(CONTACT, atNoon(REOPENED_AT))
      .yieldsOnce({ type: 'ClientContactRecorded', channel: 'phone' });
    given(...again)
      .when(RESOLVE, atNoon(REOPENED_AT))
      .yieldsOnce({ ...resolved, cycle: 2, autoCloseAt: '2026-03-15T12:00:00.000Z' });
  });
  it('a reply and a restoration may lie in the one before', () => {
    given(...again)
      .when({ type: 'SendReply' }, atNoon(CALLED_AT))
      .yieldsOnce({ type: 'ReplySent' });
    given(...again)
      .when({ type: 'RestoreService' }, atNoon(before))
      .yieldsOnce({ type: 'ServiceRestored', cycle: 2 });
  });
  it('what a merge brings late moves its beginning no more', () =>
    given(...again, absorbed)
      .when(CONTACT, atNoon(before))
      .refuses('time.before-cycle'));
});

describe('A call that is written down later', () => {
  it('lets an awaiting ticket go on', () =>
    given(opened, triagedP1, started, askedCustomer)
      .when(CONTACT, atNoon(CALLED_AT))
      .yieldsOnce(
        { type: 'ClientContactRecorded', channel: 'phone' },
        { type: 'TicketResumed', because: 'client_contact' },
      ));
});
