import { COMMAND_ROUTES, LEGAL } from '#ticketing';
import { inRoutes } from './advice';

describe('A refusal', () => {
  it('names routes and no command, each once, and nothing that only processes say', () => {
    const said = inRoutes(
      'CloseTicket is not possible while the ticket is new. Possible now: AddNote, AwaitCustomer, ScheduleWork, CloseElapsed.',
    );
    expect(said).toBe(
      'POST /tickets/{ticketId}/closing is not possible while the ticket is new. ' +
        'Possible now, by POST: /tickets/{ticketId}/notes, /tickets/{ticketId}/waits.',
    );
    expect(inRoutes('X is not possible. Possible now: MarkBilled.')).toBe(
      'X is not possible. Nothing is possible any more.',
    );
  });

  it('names no command in any state', () => {
    for (const legal of Object.values(LEGAL)) {
      const said = inRoutes(`CloseTicket is not possible. Possible now: ${legal.join(', ')}.`);
      for (const command of [...Object.keys(COMMAND_ROUTES), ...legal]) expect(said).not.toContain(command);
    }
  });

  it('leaves other words as they are', () => {
    const said = 'The contact is said to be at 2026-03-14T02:00:00Z; If-Match takes one ETag.';
    expect(inRoutes(said)).toBe(said);
  });
});
