import { given } from '../reference/given-ticket';
import type { TicketBilled } from './billed';
import { IN_STATE } from './stories';

describe('A ticket that was billed', () => {
  const billed: TicketBilled = {
    type: 'TicketBilled',
    postingId: 'T1/1/1',
    event: 1,
    kind: 'charge',
    cents: 18_750,
    balanceCents: 18_750,
  };
  const mark = { ...billed, type: 'MarkBilled' } as const;
  it('shows each posting once', () =>
    given(...IN_STATE.closed)
      .when(mark)
      .yields(billed));
  it('shows the next one beside it', () => {
    const credit = { ...billed, postingId: 'T1/1/2', kind: 'credit', cents: -18_750, balanceCents: 0 } as const;
    given(...IN_STATE.closed, billed)
      .when({ ...credit, type: 'MarkBilled' })
      .yields(credit);
  });
  it.each(['resolved', 'cancelled', 'in_progress', 'merged'] as const)('shows it even while it is %s', (state) =>
    given(...IN_STATE[state])
      .when(mark)
      .yields(billed),
  );
});
