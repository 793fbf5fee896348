import { by } from '#kernel/given';
import { given } from '../reference/given-ticket';
import type { FaultReviewCommand } from './fault-review';
import {
  absorbed,
  clientsFault,
  determinedByRosa,
  eveVoided,
  eveWorked,
  IN_STATE,
  NOON,
  opened,
  REOPENED_AT,
  recordedAs,
  reopened,
  started,
  supersededByOtto,
  triagedP1,
} from './stories';

const finding = { determinationId: 'd1', faultClass: 'client', reason: 'Their power supply failed' } as const;
const determine: FaultReviewCommand = { type: 'DetermineFault', ...finding };
const supersede: FaultReviewCommand = {
  type: 'SupersedeDetermination',
  determinationId: 'd2',
  faultClass: 'provider',
  reason: 'Our breaker',
  approver: 'boss',
};
const outage = [opened, triagedP1, started];
const twoCycles = [...IN_STATE.resolved, eveWorked, recordedAs(reopened, REOPENED_AT)];

describe('The fault of an outage', () => {
  it('is determined by a reviewer who did not work on it', () =>
    given(...outage, eveWorked)
      .when(determine, by('rosa'))
      .yieldsOnce(determinedByRosa));
  it('is determined while the work goes on, or long after it', () => {
    for (const state of ['in_progress', 'scheduled', 'resolved', 'closed', 'cancelled'] as const)
      given(...IN_STATE[state])
        .when(determine, by('rosa'))
        .yieldsOnce(determinedByRosa);
  });
  it('is determined on evidence', () =>
    given(...outage)
      .when({ ...determine, evidence: ['A1', 'A2'] }, by('rosa'))
      .yieldsOnce({ ...determinedByRosa, determination: { ...clientsFault, evidence: ['A1', 'A2'] } }));
  it('is not determined by anyone who worked on it', () =>
    given(...outage, eveWorked)
      .when(determine, by('eve'))
      .refuses('fault.worked-on-it'));
  it('nor by anyone whose entry was voided since', () =>
    given(...outage, eveWorked, eveVoided)
      .when(determine, by('eve'))
      .refuses('fault.worked-on-it'));
  it('nor by anyone who did planned work on it', () =>
    given(...outage, { ...eveWorked, kind: 'planned' })
      .when(determine, by('eve'))
      .refuses('fault.worked-on-it'));
  it('nor by anyone who worked on a ticket that was merged into it', () =>
    given(...outage, absorbed)
      .when(determine, by('ivo'))
      .refuses('fault.worked-on-it'));
  it('is determined once; after that it is superseded', () =>
    given(...outage, determinedByRosa)
      .when(determine, by('otto'))
      .refuses('fault.determined'));
});

describe('The share of the client', () => {
  const shared = { ...determine, faultClass: 'shared', sharePercent: 40 } as const;
  it('is said where the fault is shared', () =>
    given(...outage)
      .when(shared, by('rosa'))
      .yieldsOnce({ ...determinedByRosa, determination: { ...clientsFault, faultClass: 'shared', sharePercent: 40 } }));
  it.each([undefined, 0, 100, 33.3, -1, Number.NaN])('is a whole number of percent, and not %s', (sharePercent) => {
    const { sharePercent: _, ...unsaid } = shared;
    given(...outage)
      .when({ ...unsaid, ...(sharePercent !== undefined && { sharePercent }) }, by('rosa'))
      .refuses('fault.share-needed');
  });
  it.each([1, 99])('may be %i percent', (sharePercent) =>
    given(...outage)
      .when({ ...shared, sharePercent }, by('rosa'))
      .yieldsOnce({ ...determinedByRosa, determination: { ...clientsFault, faultClass: 'shared', sharePercent } }),
  );
  it('is not said of a fault that is not shared', () =>
    given(...outage)
      .when({ ...determine, sharePercent: 40 }, by('rosa'))
      .refuses('fault.share-not-shared'));
  it('is asked for in a supersession too', () =>
    given(...outage, determinedByRosa)
      .when({ ...supersede, faultClass: 'shared' }, by('otto'))
      .refuses('fault.share-needed'));
});

describe('A determination', () => {
  it('is superseded with an approver, and names what it replaces', () =>
    given(...outage, determinedByRosa)
      .when(supersede, by('otto'))
      .yieldsOnce(supersededByOtto));
  it('is superseded again, each time naming the one that stands', () =>
    given(...outage, determinedByRosa, supersededByOtto)
      .when({ ...supersede, determinationId: 'd3' }, by('rosa'))
      .yieldsOnce({
        ...supersededByOtto,
        was: 'd2',
        determination: { ...supersededByOtto.determination, id: 'd3', by: 'rosa' },
      }));
  it('is not superseded by one person alone', () => {
    const { approver: _, ...alone } = supersede as Extract<FaultReviewCommand, { type: 'SupersedeDetermination' }>;
    given(...outage, determinedByRosa)
      .when(alone, by('otto'))
      .refuses('fault.approver-needed');
    given(...outage, determinedByRosa)
      .when(supersede, by('boss'))
      .refuses('fault.approver-needed');
  });
  it('is not superseded by anyone who worked on the outage', () =>
    given(...outage, eveWorked, determinedByRosa)
      .when(supersede, by('eve'))
      .refuses('fault.worked-on-it'));
  it('has to be there before it is superseded', () =>
    given(...outage)
      .when(supersede, by('otto'))
      .refuses('fault.not-determined'));
});

describe('The fault of each cycle', () => {
  it('is determined for itself: a reopening asks again', () =>
    given(...twoCycles, determinedByRosa)
      .when({ ...determine, determinationId: 'd5' }, by('rosa'))
      .yieldsOnce({ type: 'FaultDetermined', cycle: 2, determination: { ...clientsFault, id: 'd5' } }));
  it('is determined for an earlier one by its number', () =>
    given(...twoCycles)
      .when({ ...determine, cycle: 1 }, by('rosa'))
      .yieldsOnce(determinedByRosa));
  it('may be determined by who worked on another one only', () => {
    given(...twoCycles)
      .when(determine, by('eve', NOON))
      .yieldsOnce({
        type: 'FaultDetermined',
        cycle: 2,
        determination: { ...clientsFault, by: 'eve' },
      });
    given(...twoCycles)
      .when({ ...determine, cycle: 1 }, by('eve', NOON))
      .refuses('fault.worked-on-it');
  });
  it.each([0, 3, 1.5, -1])('is not determined for cycle %s of two', (cycle) => {
    given(...twoCycles)
      .when({ ...determine, cycle }, by('rosa'))
      .refuses('cycle.unknown');
    given(...twoCycles)
      .when({ ...supersede, cycle }, by('rosa'))
      .refuses('cycle.unknown');
  });
});
