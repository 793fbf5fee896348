import { given } from '../reference/given-ticket';
import { escalatedTo2, opened } from './stories';
import { CATEGORIES, startingTier } from './tier';

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

describe('A category', () => {
  it.each(CATEGORIES)('%s starts in a tier that there is', (category) =>
    expect([1, 2, 3]).toContain(startingTier(category)),
  );
});
