import { mergeProposals, type OpenTicketRow, outageMergeProposals } from './merge-proposals';

const row = (ticketId: string, channel: string, clock: string, client = 'acme', cycle = 1): OpenTicketRow => ({
  ticketId,
  client,
  channel,
  cycle,
  openedAt: `2026-03-14T${clock}:00.000Z`,
});
const proposed = (...tickets: readonly OpenTicketRow[]) =>
  mergeProposals(tickets).map(({ ticketId, into }) => `${ticketId} into ${into}`);

describe("A client's own ticket", () => {
  const voicemail = row('V', 'voicemail', '07:58');
  it('that follows its voicemail within the hour is to be merged into it', () => {
    expect(proposed(voicemail, row('T', 'portal', '08:04'))).toStrictEqual(['T into V']);
    expect(proposed(voicemail, row('T', 'email', '08:58'))).toStrictEqual(['T into V']);
  });
  it('that comes later, or before, or is of somebody else, or was reopened, is not', () => {
    expect(proposed(voicemail, row('T', 'portal', '08:59'))).toStrictEqual([]);
    expect(proposed(row('T', 'portal', '07:57'), voicemail)).toStrictEqual([]);
    expect(proposed(voicemail, row('T', 'portal', '08:04', 'globex'))).toStrictEqual([]);
    expect(proposed(voicemail, row('T', 'portal', '08:04', 'acme', 2))).toStrictEqual([]);
  });
  it('belongs to the latest voicemail before it, and a voicemail to none', () =>
    expect(proposed(voicemail, row('W', 'voicemail', '08:00'), row('T', 'portal', '08:04'))).toStrictEqual([
      'T into W',
    ]));
});

describe('Tickets of one client under one outage', () => {
  it('are to be merged into the oldest of them, and into no ticket of somebody else', () => {
    const tickets = [
      row('A', 'phone', '07:58'),
      row('G', 'phone', '07:59', 'globex'),
      row('B', 'email', '08:04'),
      row('C', 'portal', '08:05'),
      row('D', 'portal', '08:06'),
    ];
    const outages = new Map([...'AGBC'].map((id) => [id, 'O-1'] as const));
    const found = outageMergeProposals(tickets, outages);
    expect(found.map(({ ticketId, into, outageId }) => `${ticketId} into ${into} by ${outageId}`)).toStrictEqual([
      'B into A by O-1',
      'C into A by O-1',
    ]);
  });
});
