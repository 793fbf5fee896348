// One fold, two callers: views keep less of a ticket than the lifecycle does, and must show the same of it.

import { evolve } from '#kernel';
import { statusAfter, ticket } from '#ticketing';
import { forEveryHistory } from './for-every-history';

describe('The status that lists and boards show', () => {
  it('is that of the lifecycle after every event, whatever happens to a ticket', () =>
    forEveryHistory(({ lives }) => {
      for (const { ticket: history } of lives) {
        let state = ticket.initial;
        let shown: Parameters<typeof statusAfter>[1] = { status: 'new', validated: false };
        for (const recorded of history) {
          state = evolve(ticket, state, recorded);
          const { lifecycle, priority } = state;
          if (lifecycle.status === 'none') throw new Error('The ticket was never opened.');
          shown = { status: statusAfter(recorded.event.type, shown), validated: priority.validated };
          expect([recorded.event.type, shown.status]).toStrictEqual([recorded.event.type, lifecycle.status]);
        }
      }
    }));
});
