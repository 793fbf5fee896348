import { given } from '../reference/given-ticket';
import { PERSON_COMMANDS } from './legality';
import type { TicketReleased, TicketReserved } from './reservation';
import { absorbed, IN_STATE, opened } from './stories';
import type { TicketCommand } from './ticket';

const reserved: TicketReserved = { type: 'TicketReserved', reservationId: 'r1', source: 'T9' };
const released: TicketReleased = { type: 'TicketReleased', reservationId: 'r1' };
const reserve = { type: 'ReserveTicket', reservationId: 'r1', source: 'T9' } as const;
const release = { type: 'ReleaseTicket', reservationId: 'r1' } as const;

describe('A ticket is reserved', () => {
  it.each(Object.keys(IN_STATE) as (keyof typeof IN_STATE)[])('whatever its state: %s', (state) =>
    given(...IN_STATE[state])
      .when(reserve)
      .yields(reserved),
  );
  it('unless there is none', () => given().when(reserve).refuses('ticket.unknown'));
  it('for one decision at a time', () =>
    given(opened, reserved)
      .when({ ...reserve, reservationId: 'r2', source: 'T8' })
      .refuses('ticket.reserved'));
  it('and not any more for a decision that was given up', () =>
    given(opened, released).when(reserve).refuses('lost-race'));
});

describe('While a ticket is reserved', () => {
  it.each<TicketCommand>([
    { type: 'CancelTicket', reason: 'withdrawn' },
    { type: 'AddNote', text: 'seen' },
    { type: 'DetermineFault', determinationId: 'd1', faultClass: 'client', reason: 'Their power supply' },
    { type: 'EraseTicket', ground: 'requested', ledgerTexts: 0 },
  ])('nothing else is decided on it: $type', (command) =>
    given(...IN_STATE.in_progress, reserved)
      .when(command)
      .refuses('ticket.reserved'),
  );
  it('processes go on with what changes nothing for the decision', () => {
    const posting = { postingId: 'p', event: 1, kind: 'charge', cents: 12_500, balanceCents: 12_500 } as const;
    given(opened, reserved)
      .when({ type: 'MarkBilled', ...posting })
      .yields({ type: 'TicketBilled', ...posting });
  });
});

describe('A ticket is free again', () => {
  const note = { type: 'AddNote', text: 'seen' } as const;
  const noted = { type: 'NoteAdded', text: 'seen' } as const;
  it('once it is released', () => {
    given(opened, reserved).when(release).yields(released);
    given(opened, reserved, released).when(note).yieldsOnce(noted);
  });
  it('once it has what the merge brings', () => {
    given(opened, { ...reserved, source: absorbed.from }, absorbed)
      .when(note)
      .yieldsOnce(noted);
    given(opened, reserved, absorbed).when(note).refuses('ticket.reserved');
  });
});

describe('A decision that was given up', () => {
  it('is not made by whoever comes late with it', () =>
    given(...IN_STATE.closed, released)
      .when({ type: 'EraseTicket', ground: 'requested', ledgerTexts: 0, reservationId: 'r1' })
      .refuses('lost-race'));
});

it('No page offers a reservation', () => {
  expect(PERSON_COMMANDS).not.toEqual(expect.arrayContaining(['ReserveTicket']));
  expect(PERSON_COMMANDS).not.toEqual(expect.arrayContaining(['ReleaseTicket']));
});
