import type { Delivered } from '#event-store';
import { by, recorded } from '#kernel/given';
import type { TicketEvent } from '../domain/ticket';
import { placedIn, type WorkEntryRow, workEntries } from './work-entries';

// Which entries of a ticket count where the work of one person is compared over tickets.

const logged = (workId: string) =>
  ({ type: 'WorkLogged', workId, engineer: 'erin', kind: 'planned', from: '02:00', to: '03:00' }) as const;
const absorbed = (workId: string) => {
  const { type: _, ...entry } = logged(workId);
  return { type: 'MergeAbsorbed', from: 'T2', work: [{ ...entry, voided: false }] } as never;
};
const countedAfter = (...events: readonly TicketEvent[]) => {
  let row: WorkEntryRow | undefined;
  for (const event of [{ type: 'TicketOpened', client: 'acme' } as never, ...events]) {
    const fold = workEntries.on[(event as TicketEvent).type as keyof typeof workEntries.on];
    row = fold(row, { ...recorded(event, by('erin')), stream: 'ticket-T1' } as never as Delivered<never>) ?? undefined;
  }
  return placedIn(row as WorkEntryRow).map(({ workId, from, to }) => `${workId} ${from}-${to}`);
};

describe('The entries that count', () => {
  it('are those that were logged, as they were last amended', () => {
    const amended = { type: 'WorkAmended', workId: 'W1', from: '02:30', to: '02:45', reason: 'typed' } as const;
    expect(countedAfter(logged('W1'), logged('W2'), amended)).toStrictEqual(['W1 02:30-02:45', 'W2 02:00-03:00']);
  });

  it('are without those that were voided', () =>
    expect(countedAfter(logged('W1'), { type: 'WorkVoided', workId: 'W1', reason: 'not mine' })).toStrictEqual([]));

  it('go with a merge: they count on the ticket that survives, and there alone', () => {
    const merged = { type: 'TicketMerged', into: 'T2', reason: 'one outage' } as const;
    expect(countedAfter(logged('W1'), merged)).toStrictEqual([]);
    expect(countedAfter(logged('W1'), absorbed('W9'))).toStrictEqual(['W1 02:00-03:00', 'W9 02:00-03:00']);
  });
});
