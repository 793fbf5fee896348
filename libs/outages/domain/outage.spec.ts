import { replay } from '#kernel';
import { by, givenFor, recorded } from '#kernel/given';
import { type KnownOutage, outage, pendingNotices, pendingProposals } from './outage';
import type { OutageEvent } from './outage-events';
import { outageHold } from './outage-hold';

const given = givenFor(outage);
const opened: OutageEvent = { type: 'OutageOpened', summary: 'Trunks of the north ring are down' };
const attached = (ticketId: string, client = 'acme'): OutageEvent => ({
  type: 'OutageTicketAttached',
  ticketId,
  client,
});
const told = (noticeId: string): OutageEvent => ({ type: 'OutageNoticeGiven', noticeId, text: 'A fibre was cut' });
const cause = { causeId: 'c1', faultClass: 'provider', reason: 'Our card failed' } as const;
const found: OutageEvent = { type: 'OutageCauseFound', ...cause };
const closed: OutageEvent = { type: 'OutageClosed', note: 'Spliced' };
const stateOf = (...events: readonly OutageEvent[]) =>
  replay(
    outage,
    events.map((event) => recorded(event)),
  ) as KnownOutage;
const waiting = (...events: readonly OutageEvent[]) =>
  pendingNotices(stateOf(...events)).map(({ noticeId, ticketId }) => `${noticeId} to ${ticketId}`);

describe('An outage', () => {
  it('has the tickets that are attached, each once, until they are detached', () => {
    given(opened).when({ type: 'AttachTicket', ticketId: 'A', client: 'acme' }).yields(attached('A'));
    given(opened, attached('A'))
      .when({ type: 'DetachTicket', ticketId: 'A', reason: 'Their router' })
      .yields({ type: 'OutageTicketDetached', ticketId: 'A', reason: 'Their router' });
    given(opened).when({ type: 'DetachTicket', ticketId: 'A', reason: 'Their router' }).yieldsNothing();
  });

  it('that nobody opened has none, and a closed one gets none', () => {
    given().when({ type: 'GiveNotice', noticeId: 'n1', text: 'x' }).refuses('outage.unknown');
    for (const command of [
      { type: 'AttachTicket', ticketId: 'A', client: 'acme' },
      { type: 'GiveNotice', noticeId: 'n1', text: 'x' },
      { type: 'FindCause', ...cause },
    ] as const)
      given(opened, closed).when(command).refuses('outage.closed');
  });

  it('tells each of its tickets once of each notice; one that comes later, of the last one', () => {
    expect(waiting(opened, attached('A'), told('n1'), told('n2'), attached('B'))).toEqual([
      'n1 to A',
      'n2 to A',
      'n2 to B',
    ]);
    const passed: OutageEvent = { type: 'OutageNoticePassedOn', noticeId: 'n1', ticketId: 'A', outcome: 'replied' };
    expect(waiting(opened, attached('A'), told('n1'), passed)).toEqual([]);
    given(opened, attached('A'), told('n1'))
      .when({ ...passed, type: 'NotePassedOn' } as never)
      .yields(passed);
  });

  it('proposes what was found last to each of its tickets', () => {
    const proposed: OutageEvent = {
      type: 'OutageCauseProposed',
      causeId: 'c1',
      ticketId: 'A',
      outcome: 'proposed',
    };
    const tickets = (...events: readonly OutageEvent[]) =>
      pendingProposals(stateOf(...events)).map(({ ticketId }) => ticketId);
    expect(tickets(opened, attached('A'), attached('B'), found, proposed)).toEqual(['B']);
    const again: OutageEvent = { type: 'OutageCauseFound', ...cause, causeId: 'c2', faultClass: 'client' };
    expect(tickets(opened, attached('A'), found, proposed, again)).toEqual(['A']);
  });

  it('is erased once it is closed, and nobody is told of it any more', () => {
    given(opened).when({ type: 'EraseOutage', ground: 'requested' }).refuses('outage.open');
    given(opened, closed)
      .when({ type: 'EraseOutage', ground: 'requested' })
      .yields({ type: 'OutageErased', ground: 'requested' });
    const erased: OutageEvent = { type: 'OutageErased', ground: 'requested' };
    expect(waiting(opened, attached('A'), told('n1'), closed, erased)).toEqual([]);
    expect(JSON.stringify(stateOf(opened, found, closed, erased))).not.toMatch(/north ring|card failed|Spliced/);
  });
});

describe('A ticket', () => {
  const hold = givenFor(outageHold);
  const held = recorded({ type: 'TicketHeld', outageId: 'O-1' } as const, by('anna', '2026-03-14T08:00:00.000Z'));
  const at = (time: string) => by('rolf', `2026-03-14T${time}.000Z`);
  it('belongs to one outage at a time', () => {
    hold().when({ type: 'HoldTicket', outageId: 'O-1' }).yields({ type: 'TicketHeld', outageId: 'O-1' });
    hold(held).when({ type: 'HoldTicket', outageId: 'O-2' }, at('09:00:00')).refuses('outage.other');
    hold(held, { type: 'TicketLetGo', outageId: 'O-1' })
      .when({ type: 'HoldTicket', outageId: 'O-2' })
      .yields({ type: 'TicketHeld', outageId: 'O-2' });
    hold(held).when({ type: 'LetTicketGo', outageId: 'O-2' }).yieldsNothing();
  });
  it('is free again where whoever attached it died on the way, a minute later', () => {
    const take = { type: 'HoldTicket', outageId: 'O-2', without: 'O-1' } as const;
    hold(held).when(take, at('08:00:59')).refuses('outage.other');
    hold(held).when(take, at('08:01:01')).yields({ type: 'TicketHeld', outageId: 'O-2' });
  });
});
