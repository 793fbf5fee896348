import { DAY, replay } from '#kernel';
import { standardPolicy as policy } from '#policy/testing';
import { isLegal } from '../domain/legality';
import type { Status } from '../domain/lifecycle';
import {
  cancelled,
  closed,
  determinedByRosa,
  disputed,
  escalatedTo2,
  eveVoided,
  eveWorked,
  IN_STATE,
  OPENED_AT,
  opened,
  recordedAs,
  reopened,
  resolved,
  settled,
  started,
  triagedP1,
  triagedP3,
} from '../domain/stories';
import { type TicketEvent, ticket } from '../domain/ticket';
import { TICKET_COMMANDS } from './commands';
import { commandsOf } from './legal-commands';

const stateAfter = (...events: readonly TicketEvent[]) =>
  replay(
    ticket,
    events.map((event) => recordedAs(event, OPENED_AT)),
  );
type Now = Parameters<typeof commandsOf>[3];
const names = (state: ReturnType<typeof stateAfter>, roles?: readonly string[], now?: Now) =>
  commandsOf('T1', state, roles, now).commands.map(({ command }) => command);

const KNOWN_ROLES = [
  ...['client-contact', 'noc-contact', 'agent', 'engineer', 'on-call', 'supervisor'],
  ...['fault-reviewer', 'billing', 'auditor', 'policy-admin'],
];

describe('A page offers', () => {
  it.each(Object.entries(IN_STATE))(
    'only what is legal while a ticket is %s, and nothing that processes say',
    (status, history) => {
      const state = stateAfter(...history);
      const offered = names(state);
      expect(offered.length).toBeGreaterThan(0);
      for (const command of offered) expect(isLegal(status as Status, command as never)).toBe(true);
      expect(offered).not.toEqual(expect.arrayContaining(['CloseElapsed']));
    },
  );

  it('no escalation out of the last tier', () => {
    expect(names(stateAfter(opened, escalatedTo2))).toContain('EscalateTicket');
    expect(names(stateAfter(opened, { ...escalatedTo2, from: 2, to: 3 }))).not.toContain('EscalateTicket');
  });

  it('work to be amended only where some counts', () => {
    expect(names(stateAfter(opened))).not.toContain('VoidWork');
    expect(names(stateAfter(opened, eveWorked))).toContain('VoidWork');
    expect(names(stateAfter(opened, eveWorked, eveVoided))).not.toContain('VoidWork');
  });

  it('a client what a client may say, and a reviewer what a reviewer may', () => {
    const state = stateAfter(opened, eveWorked, resolved);
    expect(names(state, ['client-contact'])).toStrictEqual([
      'RecordContact',
      'AddNote',
      'AddAttachment',
      'ReopenTicket',
      'AddEvidence',
      'DisputeFault',
      'CloseTicket',
    ]);
    expect(names(state, ['fault-reviewer'])).toStrictEqual([
      'AddNote',
      'AddAttachment',
      'ClaimReview',
      'AddEvidence',
      'ProposeFault',
      'DetermineFault',
    ]);
  });

  it('each command with the route to say it on', () => {
    const offered = commandsOf('T1', stateAfter(opened, eveWorked, resolved), ['fault-reviewer']).commands;
    expect(offered).toContainEqual({
      command: 'DetermineFault',
      label: 'Determine the fault',
      method: 'POST',
      path: '/tickets/T1/cycles/1/determination',
      operation: 'POST /tickets/{ticketId}/cycles/{cycle}/determination',
      params: [{ name: 'cycle', values: ['1'], value: '1' }],
      needsSecond: 'sometimes',
    });
  });

  it('what a path may speak of: entries that count, replies that reached somebody, cycles', () => {
    const sent = recordedAs({ type: 'ReplySent' }, OPENED_AT);
    const at = (revision: number) => ({ ...sent, stamp: { ...sent.stamp, revision } });
    const history = [opened, eveWorked, { ...eveWorked, workId: 'W2' }, eveVoided].map((event) =>
      recordedAs(event, OPENED_AT),
    );
    const retracted = { type: 'ReplyRetracted', reply: 4, sentAt: OPENED_AT, reason: 'x' } as const;
    const state = replay(ticket, [...history, at(4), at(5), recordedAs(retracted, OPENED_AT)]);
    const paramsOf = (name: string) => commandsOf('T1', state).commands.find(({ command }) => command === name)?.params;
    expect(paramsOf('VoidWork')).toStrictEqual([{ name: 'workId', values: ['W2'] }]);
    expect(paramsOf('RetractReply')).toStrictEqual([{ name: 'reply', values: ['5'] }]);
    expect(paramsOf('RecordBounce')).toStrictEqual([{ name: 'reply', values: ['4', '5'] }]);
    expect(paramsOf('AddNote')).toBeUndefined();
  });

  it('commands of one route apart, by what the body says in any case', () => {
    const { commands } = commandsOf('T1', stateAfter(...IN_STATE.in_progress), ['agent']);
    const waits = commands.filter(({ path }) => path === '/tickets/T1/waits');
    expect(waits.map(({ command, preset }) => [command, preset])).toStrictEqual([
      ['AwaitCustomer', { for: 'customer' }],
      ['AwaitThirdParty', { for: 'third_party' }],
      ['ScheduleWork', { for: 'scheduled' }],
    ]);
  });

  it('every command on a route of its own ticket, with somebody who may use it', () => {
    for (const [command, { path, roles }] of Object.entries(TICKET_COMMANDS)) {
      expect([command, path]).toStrictEqual([command, expect.stringMatching(/^[a-z]+(-[a-z]+)*(\/[a-z{}A-Z-]+)*$/)]);
      for (const role of roles) expect(KNOWN_ROLES).toContain(role);
      expect(roles.length).toBeGreaterThan(0);
    }
  });

  it('what nobody has done yet, and only that', () => {
    const inWork = [opened, triagedP1, started];
    expect(names(stateAfter(opened))).toContain('TriageTicket');
    expect(names(stateAfter(opened, started))).toContain('TriageTicket');
    expect(names(stateAfter(...inWork))).not.toContain('TriageTicket');
    expect(names(stateAfter(...inWork))).toContain('DetermineFault');
    expect(names(stateAfter(...inWork))).not.toContain('SupersedeDetermination');
    const judged = [...inWork, determinedByRosa];
    expect(names(stateAfter(...judged))).not.toContain('DetermineFault');
    expect(names(stateAfter(...judged))).toContain('SupersedeDetermination');
    expect(names(stateAfter(...inWork))).toContain('DisputeFault');
    expect(names(stateAfter(...inWork))).not.toContain('SettleDispute');
    expect(names(stateAfter(...inWork, disputed))).not.toContain('DisputeFault');
    expect(names(stateAfter(...inWork, disputed))).toContain('SettleDispute');
    expect(names(stateAfter(...inWork, disputed, settled))).toContain('DisputeFault');
  });

  it('no redirection of a P1', () => {
    const called = { ...opened, channel: 'phone' } as const;
    expect(names(stateAfter(called))).not.toContain('RedirectTelephoneSupport');
    expect(names(stateAfter(called, triagedP3))).toContain('RedirectTelephoneSupport');
  });

  it('an erasure of what has ended, once, and again where something was written since', () => {
    const over = [opened, resolved, closed];
    const erased = { type: 'PersonalDataErased', ground: 'requested', ledgerTexts: 0 } as const;
    expect(names(stateAfter(...over))).toContain('EraseTicket');
    expect(names(stateAfter(...over, disputed))).not.toContain('EraseTicket');
    expect(names(stateAfter(...over, erased))).not.toContain('EraseTicket');
    expect(names(stateAfter(...over, erased, disputed, settled))).toContain('EraseTicket');
    expect(names(stateAfter(...over, erased))).not.toContain('ReopenTicket');
  });

  it('whoever has one of the roles that may', () => {
    const state = stateAfter(opened, eveWorked, resolved);
    expect(names(state, ['auditor', 'fault-reviewer'])).toContain('DetermineFault');
    expect(names(state, ['auditor'])).toStrictEqual(['AddNote']);
    expect(names(state, [])).toStrictEqual([]);
  });

  it('a reviewer the cycle that waits: the last one not determined yet, or the last that is', () => {
    const pathOf = (command: string, ...history: readonly TicketEvent[]) =>
      commandsOf('T1', stateAfter(...history)).commands.find((each) => each.command === command)?.path;
    const twoCycles = [opened, started, resolved, reopened];
    const second = { ...determinedByRosa, cycle: 2 };
    const determination = (cycle: number) => `/tickets/T1/cycles/${cycle}/determination`;
    const supersession = (cycle: number) => `/tickets/T1/cycles/${cycle}/supersession`;
    expect(pathOf('DetermineFault', ...twoCycles)).toBe(determination(2));
    expect(pathOf('DetermineFault', ...twoCycles, second)).toBe(determination(1));
    expect(pathOf('DetermineFault', ...twoCycles, determinedByRosa)).toBe(determination(2));
    expect(pathOf('SupersedeDetermination', ...twoCycles, determinedByRosa)).toBe(supersession(1));
    expect(pathOf('SupersedeDetermination', ...twoCycles, determinedByRosa, second)).toBe(supersession(2));
    expect(pathOf('DetermineFault', ...twoCycles, determinedByRosa, second)).toBeUndefined();
  });

  it('a reopening however late, while the ticket is not closed', () => {
    const { reopenDays } = policy.document.sla;
    const late = { at: Date.parse(OPENED_AT) + 2 * reopenDays * DAY, policy };
    expect(names(stateAfter(opened, cancelled), undefined, late)).not.toContain('ReopenTicket');
    expect(names(stateAfter(opened, resolved), undefined)).toContain('ReopenTicket');
    expect(names(stateAfter(opened, resolved, closed), undefined)).toContain('ReopenTicket');
    expect(names(stateAfter(opened, resolved), undefined, late)).not.toContain('ReopenTicket');
  });

  it('a resolved ticket as closed once its time is over, and no reopening once that is too late', () => {
    const state = stateAfter(opened, resolved);
    const at = Date.parse(resolved.autoCloseAt);
    expect(names(state, undefined, { at: at - 1, policy })).toContain('CloseTicket');
    expect(names(state, undefined, { at, policy })).not.toContain('CloseTicket');
    const { reopenDays } = policy.document.sla;
    const resolvedAt = Date.parse(OPENED_AT);
    const reopens = (after: number) =>
      names(stateAfter(opened, resolved, closed), undefined, { at: resolvedAt + after, policy });
    expect(reopens(reopenDays * DAY)).toContain('ReopenTicket');
    expect(reopens(reopenDays * DAY + 1)).not.toContain('ReopenTicket');
  });
});

describe('A page says of what is not possible now', () => {
  const whyNot = (state: ReturnType<typeof stateAfter>, roles?: readonly string[], now?: Now) =>
    Object.fromEntries(commandsOf('T1', state, roles, now).notNow.map(({ command, why }) => [command, why]));

  it.each(Object.entries(IN_STATE))(
    'why, on a ticket that is %s: each command is either offered or explained',
    (_status, history) => {
      const { commands, notNow } = commandsOf('T1', stateAfter(...history));
      const all = [...commands, ...notNow].map(({ command }) => command);
      expect(all.toSorted()).toStrictEqual(Object.keys(TICKET_COMMANDS).toSorted());
      for (const { why } of notNow) expect(why).toMatch(/^[A-Z].*\.$/);
    },
  );
  it('that it is the state, what the ticket shows besides, or that it is too late', () => {
    expect(whyNot(stateAfter(opened), ['agent'])).toMatchObject({
      CloseTicket: 'It is new.',
      RedirectTelephoneSupport: expect.stringMatching(/^It may be a P1/),
      UnassignTicket: 'Nobody has it.',
    });
    const late = { at: Date.parse(OPENED_AT) + 2 * policy.document.sla.reopenDays * DAY, policy };
    expect(whyNot(stateAfter(opened, resolved, closed), ['agent'], late)).toMatchObject({
      ReopenTicket: expect.stringMatching(/^It was resolved more than \d+ days ago\. Open a new one/),
      AssignTicket: 'It is closed.',
    });
  });
  it('nothing to a role that never says it', () => expect(whyNot(stateAfter(opened), ['auditor'])).toStrictEqual({}));
});
