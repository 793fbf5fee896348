import { DomainError, HOUR, iso, ms, replay } from '#kernel';
import { by } from '#kernel/given';
import type { Policy } from '#policy';
import { policyWith, standardPolicy } from '#policy/testing';
import { mustHaveRight } from './rights';
import { eveWorked, IN_STATE, NOON, opened, recordedAs, started, triagedP1 } from './stories';
import { type TicketCommand, type TicketEvent, ticket } from './ticket';

const POSTED = {
  type: 'TicketBilled',
  postingId: 'p1',
  event: 1,
  kind: 'charge',
  cents: 100,
  balanceCents: 100,
} as const;
type RequestedChange = {
  readonly id?: string;
  readonly occurredAt?: string;
  readonly isPosted?: boolean;
  readonly policy?: Policy;
};
/** What is answered to a role that says a command about a ticket on which eve has worked: 'yes', or a code. */
const answer = (
  role: string,
  command: TicketCommand,
  { id = 'anna', occurredAt, isPosted = false, policy = standardPolicy }: RequestedChange = {},
  history: readonly TicketEvent[] = [...IN_STATE.in_progress, eveWorked],
): string => {
  const state = replay(
    ticket,
    history.map((event) => recordedAs(event, NOON)),
  );
  const context = { ...by(id, NOON, role), policy, ...(occurredAt !== undefined && { occurredAt }) };
  try {
    mustHaveRight(command, context, state, { isPosted });
    return 'yes';
  } catch (refusal) {
    if (refusal instanceof DomainError) return refusal.code;
    throw refusal;
  }
};
const CLIENTS = ['client-contact', 'noc-contact'];
const DESK = ['agent', 'engineer', 'on-call'];
const back = (hours: number, more = 0) => iso(ms(NOON) - hours * HOUR - more);

describe('Who opens a ticket', () => {
  const open = { type: 'OpenTicket', client: 'acme', channel: 'portal', requested: 'P1', summary: 'down' } as const;
  it.each([
    ['that it is a system', { monitoring: true }],
    ['that it is none', { monitoring: false }],
    ['when it called', { contactedAt: NOON }],
    ['who asks', { requester: 'Ms Doe' }],
    ['which contact of its own it is', { contact: 'noc-desk' }],
    ['a category that picks a tier', { category: 'platform' }],
  ] as const)('as a client does not say %s; the desk does', (_what, fields) => {
    for (const role of CLIENTS) expect(answer(role, { ...open, ...fields })).toBe('body.not-yours');
    for (const role of DESK) expect(answer(role, { ...open, ...fields })).toBe('yes');
  });
  it('as a client says what it is about, as long as that picks no tier', () => {
    for (const role of CLIENTS)
      for (const fields of [{}, { category: 'connectivity' }] as const)
        expect(answer(role, { ...open, ...fields })).toBe('yes');
  });
  it('dates the contact back three days at most, and a supervisor further', () => {
    const dated = (contactedAt: string, role: string) => answer(role, { ...open, contactedAt });
    for (const role of DESK) {
      expect(dated(back(72), role)).toBe('yes');
      expect(dated(back(72, 1), role)).toBe('contact.too-far-back');
      expect(answer(role, open)).toBe('yes');
    }
    expect(dated(back(1000), 'supervisor')).toBe('yes');
  });
  it("dates it back as far as the ticket's policy says, and at most that", () => {
    const policy = policyWith({ sla: { contactBackHours: 2 } });
    const dated = (contactedAt: string, role: string) => answer(role, { ...open, contactedAt }, { policy });
    expect([dated(back(2), 'agent'), dated(back(2, 1), 'agent')]).toStrictEqual(['yes', 'contact.too-far-back']);
    expect(dated(back(2, 1), 'supervisor')).toBe('yes');
  });
});

describe('Who corrects a contact', () => {
  const correct = (contactedAt: string): TicketCommand => ({
    type: 'CorrectContact',
    was: NOON,
    contactedAt,
    reason: 'x',
  });
  it('dates it back three days at most, and a supervisor further', () => {
    for (const role of DESK) {
      expect(answer(role, correct(back(72)))).toBe('yes');
      expect(answer(role, correct(back(72, 1)))).toBe('contact.too-far-back');
    }
    expect(answer('supervisor', correct(back(1000)))).toBe('yes');
  });
  it('is the desk before anything is posted, billing or a supervisor after', () => {
    expect(answer('billing', correct(back(1)))).toBe('auth.role');
    expect(answer('supervisor', correct(back(1)))).toBe('yes');
    for (const role of DESK) expect(answer(role, correct(back(1)), { isPosted: true })).toBe('facts.under-money');
    for (const role of ['billing', 'supervisor'])
      expect(answer(role, correct(back(1)), { isPosted: true })).toBe('yes');
  });
});

describe('Who notes a call', () => {
  const contact = { type: 'RecordContact', channel: 'phone' } as const;
  it('says when it came, unless it is the client', () => {
    for (const role of CLIENTS) {
      expect(answer(role, contact)).toBe('yes');
      expect(answer(role, contact, { occurredAt: NOON })).toBe('body.not-yours');
    }
    for (const role of DESK) expect(answer(role, contact, { occurredAt: back(72) })).toBe('yes');
    expect(answer('agent', contact, { occurredAt: back(72, 1) })).toBe('contact.too-far-back');
    expect(answer('supervisor', contact, { occurredAt: back(1000) })).toBe('yes');
  });
  it('in the past, once something is posted, is billing or a supervisor', () => {
    for (const role of DESK) {
      expect(answer(role, contact, { occurredAt: back(1), isPosted: true })).toBe('facts.under-money');
      expect(answer(role, contact, { isPosted: true })).toBe('yes');
    }
    for (const role of ['billing', 'supervisor'])
      expect(answer(role, contact, { occurredAt: back(1), isPosted: true })).toBe('yes');
  });
});

describe('Who changes a fact that money hangs on', () => {
  const priorities = [
    { type: 'ChangePriority', priority: 'P2', reason: 'x' },
    { type: 'CorrectPriority', priority: 'P2', reason: 'x' },
  ] as const;
  it.each(priorities)('$type is the desk before anything is posted, billing or a supervisor after', (command) => {
    for (const role of [...DESK, 'supervisor']) expect(answer(role, command)).toBe('yes');
    expect(answer('billing', command)).toBe('auth.role');
    for (const role of DESK) expect(answer(role, command, { isPosted: true })).toBe('facts.under-money');
    for (const role of ['billing', 'supervisor']) expect(answer(role, command, { isPosted: true })).toBe('yes');
  });
  it('is told by the ticket itself, where the ledger says nothing', () => {
    const billed = [opened, triagedP1, started, POSTED];
    expect(answer('agent', priorities[1], {}, billed)).toBe('facts.under-money');
    expect(answer('agent', priorities[1], {}, billed.slice(0, 3))).toBe('yes');
  });
  it('needs the right to what is inside a proposal', () => {
    const proposed = { type: 'ProposeAct', act: priorities[1] } as unknown as TicketCommand;
    expect(answer('agent', proposed, { isPosted: true })).toBe('facts.under-money');
    expect(answer('supervisor', proposed, { isPosted: true })).toBe('yes');
  });
});

describe('Work', () => {
  const { type: _, ...entry } = eveWorked;
  const log = { type: 'LogWork', ...entry } as const;
  const amend = { type: 'AmendWork', workId: 'W1', from: entry.from, to: entry.to, reason: 'x' } as const;
  const drop = { type: 'VoidWork', workId: 'W1', reason: 'x' } as const;
  it('is logged by whoever did it, or a supervisor', () => {
    expect(answer('engineer', log, { id: 'eve' })).toBe('yes');
    expect(answer('engineer', log, { id: 'ivo' })).toBe('work.not-yours');
    expect(answer('supervisor', log, { id: 'boss' })).toBe('yes');
  });
  it.each([amend, drop])('is changed ($type) by whoever did it, or a supervisor', (command) => {
    expect(answer('engineer', command, { id: 'eve' })).toBe('yes');
    expect(answer('engineer', command, { id: 'ivo' })).toBe('work.not-yours');
    expect(answer('supervisor', command, { id: 'boss' })).toBe('yes');
  });
  it.each([amend, drop])('is changed ($type) by billing or a supervisor once something is posted', (command) => {
    expect(answer('engineer', command, { id: 'eve', isPosted: true })).toBe('facts.under-money');
    for (const role of ['billing', 'supervisor'])
      expect(answer(role, command, { id: 'boss', isPosted: true })).toBe('yes');
  });
  it('that there is not is for the rule to refuse, and not for the right', () =>
    expect(answer('engineer', { ...drop, workId: 'W9' }, { id: 'ivo', isPosted: true })).toBe('yes'));
});

describe('An override', () => {
  const finding = { determinationId: 'd1', faultClass: 'client', reason: 'x' } as const;
  it.each(['DetermineFault', 'SupersedeDetermination'] as const)('of %s is a supervisor', (type) => {
    const command = (override?: boolean) =>
      ({ type, ...finding, ...(override !== undefined && { override }) }) as unknown as TicketCommand;
    expect(answer('fault-reviewer', command())).toBe('yes');
    expect(answer('fault-reviewer', command(false))).toBe('yes');
    expect(answer('fault-reviewer', command(true))).toBe('auth.role');
    expect(answer('supervisor', command(true))).toBe('yes');
  });
  it('is nothing that other commands know', () =>
    expect(answer('auditor', { type: 'AddNote', text: 'x' })).toBe('yes'));
});
