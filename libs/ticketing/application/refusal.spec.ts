import { decide, replay } from '#kernel';
import { by, recorded } from '#kernel/given';
import { standardPolicy as policy } from '#policy/testing';
import { isPersons } from '../domain/legality';
import { STATUSES } from '../domain/lifecycle';
import { IN_STATE, NOON } from '../domain/stories';
import { NotTaken, type TicketCommand, ticket } from '../domain/ticket';
import { inRoutes } from './legal-commands';

describe('A refusal for the state', () => {
  const refusal = (role: string) => () => {
    try {
      return decide(
        ticket,
        { type: 'TriageTicket', priority: 'P1' },
        replay(
          ticket,
          IN_STATE.merged.map((event) => recorded(event)),
        ),
        { ...by('rosa', NOON, role), policy },
      );
    } catch (refused) {
      throw inRoutes(refused);
    }
  };
  it('names the route, and those that whoever asked may use instead', () => {
    expect(refusal('supervisor')).toThrow(
      'POST …/triage is not possible while the ticket is merged. ' +
        'Possible now on /tickets/{ticketId}/: notes, attachments, links, erasure.',
    );
    expect(refusal('client-contact')).toThrow('Possible now on /tickets/{ticketId}/: notes, attachments.');
    expect(refusal('billing')).toThrow('Possible now on /tickets/{ticketId}/: notes.');
  });
  it('names no command of the code that people say, in any state', () => {
    const commands = Object.keys(ticket.decide) as TicketCommand['type'][];
    for (const status of STATUSES)
      for (const command of commands)
        for (const code of ['ticket.not-in-state', 'ticket.erased'] as const) {
          const { message } = inRoutes(new NotTaken(code, command, status, 'supervisor'));
          const named = commands.filter((name) => isPersons(name) && message.includes(name));
          expect([message, named]).toStrictEqual([message, []]);
        }
  });
  it('leaves every other refusal as it is', () => {
    const other = new TypeError('TriageTicket');
    expect(inRoutes(other)).toBe(other);
    expect(other.message).toBe('TriageTicket');
  });
});
