import { by } from '#kernel/given';
import { given } from '../reference/given-ticket';
import { disputed, IN_STATE, opened, recordedAs, reopened, settled } from './stories';

const dispute = { type: 'DisputeFault', disputeId: 'x1', reason: 'Your carrier failed' } as const;
const settle = { type: 'SettleDispute', reason: 'Talked it over' } as const;
const secondEvent = recordedAs({ ...reopened, event: 2 }, '2026-03-15T08:00:00.000Z');

describe('A client', () => {
  it('disputes what an event is said to cost', () =>
    given(...IN_STATE.resolved)
      .when(dispute, by('acme'))
      .yieldsOnce(disputed));
  it('disputes even before anything is determined', () => given(opened).when(dispute, by('acme')).yieldsOnce(disputed));
  it('means the last event where none is named', () =>
    given(...IN_STATE.resolved, secondEvent)
      .when(dispute)
      .yieldsOnce({ ...disputed, event: 2 }));
  it('may mean an earlier one', () =>
    given(...IN_STATE.resolved, secondEvent)
      .when({ ...dispute, event: 1 })
      .yieldsOnce(disputed));
  it.each([0, 2, 1.5])('does not dispute event %s of one', (event) =>
    given(...IN_STATE.resolved)
      .when({ ...dispute, event })
      .refuses('event.unknown'),
  );
  it('has one dispute open at a time', () => {
    given(...IN_STATE.resolved, disputed)
      .when({ ...dispute, disputeId: 'x2' })
      .refuses('dispute.open');
    given(...IN_STATE.resolved, secondEvent, disputed)
      .when({ ...dispute, event: 2 })
      .refuses('dispute.open');
  });
  it('may dispute again once that is settled', () =>
    given(...IN_STATE.resolved, disputed, settled)
      .when({ ...dispute, disputeId: 'x2' })
      .yieldsOnce({ ...disputed, disputeId: 'x2' }));
});

describe('A dispute', () => {
  it('is settled by the provider', () =>
    given(...IN_STATE.resolved, disputed)
      .when(settle)
      .yieldsOnce(settled));
  it('is settled by the number of its event', () =>
    given(...IN_STATE.resolved, secondEvent, disputed)
      .when({ ...settle, event: 1 })
      .yieldsOnce(settled));
  it('stays open over a reopening', () =>
    given(...IN_STATE.resolved, disputed, secondEvent)
      .when(settle)
      .yieldsOnce(settled));
  it('has to be open', () => {
    given(...IN_STATE.resolved)
      .when(settle)
      .refuses('dispute.none-open');
    given(...IN_STATE.resolved, disputed, settled)
      .when(settle)
      .refuses('dispute.none-open');
  });
  it('is not settled under the number of another event', () =>
    given(...IN_STATE.resolved, secondEvent, disputed)
      .when({ ...settle, event: 2 })
      .refuses('dispute.none-open'));
});
