import { DAY, replay } from '#kernel';
import { standardPolicy as policy } from '#policy/testing';
import { legalCommands } from './legal-commands';
import { LEGAL } from './legality';
import { closed, escalatedTo2, eveVoided, eveWorked, IN_STATE, OPENED_AT, opened, resolved, told } from './stories';
import { type TicketEvent, ticket } from './ticket';

const stateAfter = (...events: readonly TicketEvent[]) =>
  replay(
    ticket,
    events.map((event) => told(event, OPENED_AT)),
  );
type Now = Parameters<typeof legalCommands>[3];
const names = (state: ReturnType<typeof stateAfter>, roles?: readonly string[], now?: Now) =>
  legalCommands('T1', state, roles, now).map(({ command }) => command);

describe('A page offers', () => {
  it.each(Object.entries(IN_STATE))(
    'only what is legal while a ticket is %s, and nothing that processes say',
    (status, history) => {
      const state = stateAfter(...history);
      const offered = names(state);
      expect(offered.length).toBeGreaterThan(0);
      for (const command of offered) expect(LEGAL[status as keyof typeof LEGAL]).toContain(command);
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
      'AddAttachment',
      'ReopenTicket',
      'DisputeFault',
      'CloseTicket',
    ]);
    expect(names(state, ['fault-reviewer'])).toStrictEqual(['AddNote', 'AddAttachment', 'DetermineFault']);
  });

  it('each command with the route to say it on', () => {
    const offered = legalCommands('T1', stateAfter(opened, eveWorked, resolved), ['fault-reviewer']);
    expect(offered).toContainEqual({
      command: 'DetermineFault',
      method: 'POST',
      path: '/tickets/T1/cycles/1/determination',
    });
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
