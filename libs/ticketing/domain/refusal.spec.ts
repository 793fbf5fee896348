import { decide, replay } from '#kernel';
import { by, recorded } from '#kernel/given';
import { standardPolicy as policy } from '#policy/testing';
import { IN_STATE, NOON } from './stories';
import { ticket } from './ticket';

describe('A refusal for the state', () => {
  const refusal = (role: string) => () =>
    decide(
      ticket,
      { type: 'TriageTicket', priority: 'P1' },
      replay(
        ticket,
        IN_STATE.merged.map((event) => recorded(event)),
      ),
      { ...by('rosa', NOON, role), policy },
    );
  it('names the route, and those that whoever asked may use instead', () => {
    expect(refusal('supervisor')).toThrow(
      'POST …/triage is not possible while the ticket is merged. ' +
        'Possible now on /tickets/{ticketId}/: notes, attachments, links, erasure.',
    );
    expect(refusal('client-contact')).toThrow('Possible now on /tickets/{ticketId}/: notes, attachments.');
    expect(refusal('billing')).toThrow('Possible now on /tickets/{ticketId}/: notes.');
  });
});
