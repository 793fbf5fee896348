import { MemoryStore, type Message } from '#kernel';
import type { CommandEnvironment } from './command-environment';
import { TicketHistoryHandler, TicketHistoryQuery } from './ticket-history';

const at = (minute: number) => `2026-03-14T08:${String(minute).padStart(2, '0')}:00.000Z`;
/** A work entry of 08:10 that was written down at 08:40, behind a note of 08:30. */
const handler = async () => {
  const store = new MemoryStore();
  const append = (revision: number, type: string, recorded: number, occurred = recorded) =>
    store.append('ticket-T1', revision - 1, [{ type } as Message], {
      commandId: type,
      actor: { id: 'anna', role: 'engineer' },
      at: at(recorded),
      occurredAt: at(occurred),
    });
  await append(0, 'TicketOpened', 0);
  await append(1, 'NoteAdded', 30);
  await append(2, 'WorkLogged', 40, 10);
  return new TicketHistoryHandler({ store } as unknown as CommandEnvironment);
};
const shown = async (...query: ConstructorParameters<typeof TicketHistoryQuery>) =>
  (await (await handler()).execute(new TicketHistoryQuery(...query))).map((line) => 'event' in line && line.event.type);

describe('The history of a ticket', () => {
  it('tells what was true at an instant, as it was known at another', async () => {
    expect(await shown('T1', at(20), 'occurred', at(45))).toStrictEqual(['TicketOpened', 'WorkLogged']);
    expect(await shown('T1', at(20), 'occurred', at(35))).toStrictEqual(['TicketOpened']);
  });
  it('tells what was known at an instant, whenever it had happened', async () => {
    expect(await shown('T1', undefined, 'occurred', at(35))).toStrictEqual(['TicketOpened', 'NoteAdded']);
    expect(await shown('T1', undefined, 'occurred', '2026-03-14T07:00:00.000Z')).toStrictEqual([]);
  });
  it('tells on one axis alone what was recorded, or had happened, by then', async () => {
    expect(await shown('T1', at(35))).toStrictEqual(['TicketOpened', 'NoteAdded']);
    expect(await shown('T1', at(15), 'occurred')).toStrictEqual(['TicketOpened', 'WorkLogged']);
  });
});
