import { replay } from '#kernel';
import { by, recorded } from '#kernel/given';
import { commandsOf, inRoutes } from '../application/legal-commands';
import { given } from '../reference/given-ticket';
import type { EraseTicket, PersonalDataErased } from './erasure';
import {
  determinedByRosa,
  disputed,
  eveWorked,
  IN_STATE,
  NOON,
  OPENED_AT,
  opened,
  resolved,
  settled,
  started,
} from './stories';
import { NotTaken, type TicketCommand, type TicketEvent, ticket } from './ticket';

const erase: EraseTicket = { type: 'EraseTicket', ground: 'requested', ledgerTexts: 0 };
const erased: PersonalDataErased = { type: 'PersonalDataErased', ground: 'requested', ledgerTexts: 0 };
const closed = [opened, started, eveWorked, resolved, determinedByRosa, ...IN_STATE.closed.slice(-1)];
const dispute = { type: 'DisputeFault', disputeId: 'x1', reason: 'Your carrier failed' } as const;

describe('What is personal in a ticket', () => {
  it.each(['closed', 'cancelled', 'merged'] as const)('is erased once the ticket is %s', (state) =>
    given(...IN_STATE[state])
      .when(erase, by('sue'))
      .yields(erased),
  );
  it.each(['new', 'in_progress', 'awaiting_customer', 'resolved'] as const)(
    'is needed while the ticket is %s',
    (state) =>
      given(...IN_STATE[state])
        .when(erase)
        .refuses('ticket.not-in-state'),
  );
  it('is needed while its money is not settled', () =>
    given(...closed)
      .when({ ...erase, notYet: { why: 'Event 1 is disputed.' } })
      .refuses('erasure.not-yet'));
  it('is erased once', () =>
    given(...closed, erased)
      .when({ ...erase, ground: 'unlawful' })
      .yieldsNothing());
  it('is erased again where something was written since, on the ticket or in the ledger', () => {
    given(...closed, erased, disputed, settled)
      .when(erase)
      .yields(erased);
    given(...closed, erased)
      .when({ ...erase, ledgerTexts: 1 })
      .yields({ ...erased, ledgerTexts: 1 });
  });
});

describe('A ticket that is erased', () => {
  const after = given(...closed, erased);
  it.each<TicketCommand>([
    { type: 'AddNote', text: 'Ms Doe called' },
    { type: 'AddAttachment', name: 'doe.pdf' },
    { type: 'RecordContact', channel: 'phone' },
    { type: 'ReopenTicket', channel: 'phone', reason: 'again' },
    { type: 'DetermineFault', determinationId: 'd2', faultClass: 'client', reason: 'No evidence is left' },
    { type: 'LogWork', workId: 'W2', engineer: 'eve', from: eveWorked.from, to: eveWorked.to },
    { type: 'AmendWork', workId: 'W1', from: eveWorked.from, to: eveWorked.to, reason: 'misread' },
    { type: 'CorrectPriority', priority: 'P3', reason: 'No evidence is left' },
    { type: 'CorrectContact', was: OPENED_AT, contactedAt: NOON, reason: 'No evidence is left' },
    { type: 'SupersedeDetermination', determinationId: 'd2', faultClass: 'client', reason: 'Again', approver: 'sam' },
    dispute,
  ])('does not go on: $type', (command) => after.when(command).refuses('ticket.erased'));
  it('is not judged again, and the refusal says why, and how money is still given back', () =>
    expect(inRoutes(new NotTaken('ticket.erased', 'DisputeFault', 'closed', 'client-contact')).message).toMatch(
      /the evidence.*POST …\/disputes.*POST …\/billing\/waiver/,
    ));
  it('has a dispute settled that an older build let be opened', () => {
    given(...closed, erased, disputed)
      .when({ type: 'SettleDispute', reason: settled.reason })
      .yieldsOnce(settled);
  });
  it('still gives back: an entry that should not count is voided', () => {
    after.when({ type: 'VoidWork', workId: 'W1', reason: 'not ours' }).yieldsOnce({
      type: 'WorkVoided',
      workId: 'W1',
      reason: 'not ours',
    });
  });
  it('is still billed: what a process says of facts that stand is not refused', () => {
    const posting = { postingId: 'p', event: 1, kind: 'credit', cents: -1, balanceCents: 0 } as const;
    after.when({ type: 'MarkBilled', ...posting }).yields({ type: 'TicketBilled', ...posting });
  });
});

describe('A page', () => {
  const offers = (role: string, ...history: readonly TicketEvent[]) =>
    commandsOf(
      'T1',
      replay(
        ticket,
        history.map((event) => recorded(event)),
      ),
      [role],
    ).commands.map(({ command }) => command);
  it('offers the erasure to supervisors, and to nobody else', () => {
    expect(offers('supervisor', ...closed)).toContain('EraseTicket');
    for (const role of ['agent', 'engineer', 'billing', 'auditor', 'client-contact'])
      expect(offers(role, ...closed)).not.toContain('EraseTicket');
  });
  it('offers after it what may still be said, and the erasure again only where there is something to erase', () => {
    expect(offers('supervisor', ...closed, erased)).toStrictEqual(['VoidWork']);
    expect(offers('supervisor', ...closed, erased, disputed, settled)).toContain('EraseTicket');
  });
});

describe('A proposal on a ticket', () => {
  const proposed: TicketEvent = {
    type: 'ActProposed',
    proposalId: 'p1',
    act: { type: 'CorrectPriority', priority: 'P3', reason: 'Ms Doe has one handset only' },
    rule: 'lowers_what_is_posted',
    by: 'bill',
    role: 'billing',
    at: OPENED_AT,
    lapsesAt: NOON,
  };
  it('is decided before what it says is erased', () => {
    given(...IN_STATE.closed, proposed)
      .when(erase)
      .refuses('erasure.not-yet');
    given(...IN_STATE.closed, proposed, { type: 'ActLapsed', proposalId: 'p1', at: NOON })
      .when(erase)
      .yields({ type: 'PersonalDataErased', ground: 'requested', ledgerTexts: 0 });
  });
  it('holds nothing up on a ticket that was merged away: nobody approves it any more', () =>
    given(...IN_STATE.merged, proposed)
      .when(erase)
      .yields({ type: 'PersonalDataErased', ground: 'requested', ledgerTexts: 0 }));
});
