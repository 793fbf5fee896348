import { by } from '#kernel/given';
import { given } from '../reference/given-ticket';
import {
  IN_STATE,
  NOON,
  OPENED_AT,
  opened,
  REOPENED_AT,
  recordedAs,
  reopened,
  resolved,
  started,
  triagedP1,
} from './stories';

describe('A resolved ticket whose client says nothing', () => {
  const elapsed = { type: 'CloseElapsed' } as const;
  it('closes by itself at its instant', () =>
    given(...IN_STATE.resolved)
      .when(elapsed, by('auto-close', resolved.autoCloseAt))
      .yields({ type: 'TicketClosed', how: 'time_elapsed' }));
  it('and not a millisecond before', () =>
    given(...IN_STATE.resolved)
      .when(elapsed, by('auto-close', '2026-03-15T07:59:59.999Z'))
      .yieldsNothing());
  it.each(['closed', 'in_progress', 'cancelled', 'merged'] as const)(
    'does not close any more where it is %s',
    (state) =>
      given(...IN_STATE[state])
        .when(elapsed, by('auto-close', '2026-04-01T00:00:00.000Z'))
        .yieldsNothing(),
  );
});

describe('A ticket is reopened', () => {
  const reopen = { type: 'ReopenTicket', channel: 'phone', reason: 'calls fail again' } as const;
  it('soon after its resolution in the same after-hours event', () =>
    given(...IN_STATE.resolved)
      .when(reopen, by('acme', REOPENED_AT))
      .yieldsOnce(reopened));
  it('up to the very end of the window in the same event', () =>
    given(...IN_STATE.resolved)
      .when(reopen, by('acme', '2026-03-14T16:00:00.000Z'))
      .yieldsOnce(reopened));
  it('later than that in an event of its own', () =>
    given(...IN_STATE.resolved)
      .when(reopen, by('acme', '2026-03-14T16:00:00.001Z'))
      .yieldsOnce({ ...reopened, event: 2 }));
  it('in its next cycle each time', () =>
    given(...IN_STATE.resolved, recordedAs(reopened, REOPENED_AT), recordedAs({ ...resolved, cycle: 2 }, NOON))
      .when(reopen, by('acme', NOON))
      .yieldsOnce({ ...reopened, cycle: 3 }));
  it('when it was closed, for as long as the policy says after the resolution', () =>
    given(...IN_STATE.closed)
      .when(reopen, by('acme', '2026-03-28T08:00:00.000Z'))
      .yieldsOnce({ ...reopened, event: 2 }));
  it('not any later: then it is a new ticket', () =>
    given(...IN_STATE.closed)
      .when(reopen, by('acme', '2026-03-28T08:00:00.001Z'))
      .refuses('ticket.reopen-window-over'));
  it('whenever it is still resolved', () =>
    given(...IN_STATE.resolved)
      .when(reopen, by('acme', '2026-04-28T08:00:00.000Z'))
      .yieldsOnce({ ...reopened, event: 2 }));
  it('and counts from when the resolution was recorded, however long before it was solved', () => {
    const solvedEarlier = given(opened, triagedP1, started, recordedAs(resolved, NOON, OPENED_AT));
    solvedEarlier.when(reopen, by('acme', '2026-03-14T20:00:00.000Z')).yieldsOnce(reopened);
    solvedEarlier.when(reopen, by('acme', '2026-03-14T20:00:00.001Z')).yieldsOnce({ ...reopened, event: 2 });
  });
});
