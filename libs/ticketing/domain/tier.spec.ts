import { given } from '../reference/given-ticket';
import { cancelled, escalatedTo2, opened, resolved, triagedP1 } from './stories';
import { CATEGORIES, startingTier, TIER_MAX, tierOf } from './tier';

describe('A ticket in tier 1', () => {
  const escalate = { type: 'EscalateTicket', to: 2, reason: 'needs a network engineer' } as const;
  it('is escalated to tier 2', () => given(opened).when(escalate).yieldsOnce(escalatedTo2));
  it('goes straight to tier 3 where that is the place', () =>
    given(opened)
      .when({ ...escalate, to: 3 })
      .yieldsOnce({ ...escalatedTo2, to: 3 }));
  it('goes on from where it is', () =>
    given(opened, escalatedTo2)
      .when({ ...escalate, to: 3 })
      .yieldsOnce({ ...escalatedTo2, from: 2, to: 3 }));
  it('goes to the next tier where none is named', () =>
    given(opened).when({ type: 'EscalateTicket', reason: escalate.reason }).yieldsOnce(escalatedTo2));
  it('stays where it is when it is escalated to where it is', () =>
    given(opened, escalatedTo2).when(escalate).yieldsNothing());
  it('is not escalated down, nor out of the house', () => {
    given(opened, escalatedTo2)
      .when({ ...escalate, to: 1 })
      .refuses('ticket.not-higher');
    given(opened)
      .when({ ...escalate, to: 4 })
      .refuses('ticket.not-higher');
  });
  it.each([Number.NaN, 2.5, Number.POSITIVE_INFINITY])('is not escalated to tier %s', (to) =>
    given(opened)
      .when({ ...escalate, to })
      .refuses('ticket.not-higher'),
  );
  it('counts from the tier that its category starts with', () =>
    given({ ...opened, category: 'security', tier: 2 })
      .when({ ...escalate, to: 1 })
      .refuses('ticket.not-higher'));
});

describe('A ticket that a client opens', () => {
  it('begins at tier 3 where its NOC does, whatever it is about, and by its category otherwise', () => {
    for (const category of CATEGORIES) {
      expect(tierOf(category, 'noc-contact')).toBe(TIER_MAX);
      expect(tierOf(category, 'client-contact')).toBe(startingTier(category));
    }
  });
});

describe('The clock', () => {
  const tooLong = {
    type: 'EscalateElapsed',
    from: 1,
    minutes: 15,
    priority: 'P1',
    dueAt: '2026-03-14T08:15:00.000Z',
  } as const;
  it('takes a ticket one tier up, and says from when and by which clause', () =>
    given(opened).when(tooLong).yieldsOnce({
      type: 'TicketEscalated',
      from: 1,
      to: 2,
      reason: 'In tier 1 for 15 minutes of P1, and not restored',
      trigger: 'time_in_tier',
      dueAt: '2026-03-14T08:15:00.000Z',
      clause: '2d',
    }));
  it('leaves it where somebody has taken it up already, or where no tier is above', () => {
    given(opened, escalatedTo2).when(tooLong).yieldsNothing();
    given({ ...opened, tier: 3 })
      .when({ ...tooLong, from: 3 })
      .yieldsNothing();
  });
  it.each([[resolved], [cancelled]])('leaves a ticket that is over: $type', (over) =>
    given(opened, triagedP1, over).when(tooLong).refuses('ticket.not-in-state'),
  );
});

describe('A category', () => {
  it.each(CATEGORIES)('%s starts in a tier that there is', (category) =>
    expect([1, 2, 3]).toContain(startingTier(category)),
  );
});
