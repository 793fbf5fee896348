import { standardPolicy as policy } from '#policy/testing';
import { ledger } from '../domain/ledger';
import {
  type Act,
  at,
  closed,
  determined,
  merged,
  night,
  opened,
  reopened,
  validated,
  waived,
  worked,
} from '../testing/after-hours-incident.fixture';
import { BILLING_COMMANDS, decisionsOf } from './decisions';

const outage = [opened('02:03'), validated('02:05'), worked('W1', '02:10', '03:40'), closed('03:40')];
const offered = (acts: readonly Act[], roles?: readonly string[]) =>
  decisionsOf('T1', night(...acts).state, { policy, at: at('2026-03-16 12:00') }, roles).commands.map(
    ({ command }) => command,
  );
const ANSWERS = ['AcceptTerms', 'DeclineTerms'];
const TERMS = ['DiscloseTerms', ...ANSWERS];

describe('What may be decided about money now', () => {
  it.each<[string, readonly Act[], readonly string[]]>([
    ['an open event: its terms, a waiver', outage.slice(0, 2), [...TERMS, 'WaiveBilling']],
    ['work that is over: no terms any more, which speak of work to come', outage, ['WaiveBilling']],
    ['work that goes on: its terms again', [...outage, reopened('20:00', 2, 2)], [...TERMS, 'WaiveBilling']],
    [
      'a held charge: an approval as well',
      [...outage, determined('09:00', 'force_majeure')],
      ['ApproveBilling', 'WaiveBilling'],
    ],
    ['a charge that is posted: a waiver', [...outage, determined('09:00', 'client')], ['WaiveBilling']],
    ['what is waived: a reinstatement, and no second waiver', [...outage, waived('10:00')], ['ReinstateBilling']],
    ['a merged ticket: nothing', [...outage.slice(0, 3), merged('03:00')], []],
  ])('is, for %s', (_title, acts, commands) => expect(offered(acts)).toStrictEqual(commands));

  it('is nothing where there is no ticket', () =>
    expect(decisionsOf('T1', ledger.initial, { policy, at: at('12:00') }).commands).toStrictEqual([]));
  it('comes with its route', () =>
    expect(decisionsOf('T1', night(...outage).state, { policy, at: at('12:00') }, ['billing'])).toStrictEqual({
      commands: [
        {
          command: 'WaiveBilling',
          label: 'Waive',
          method: 'POST',
          path: '/tickets/T1/billing/waiver',
          operation: 'POST /tickets/{ticketId}/billing/waiver',
          needsSecond: 'sometimes',
        },
      ],
      notNow: [
        { command: 'ApproveBilling', label: 'Approve', why: 'Nothing of event 1 waits for an approval.' },
        { command: 'ReinstateBilling', label: 'Take the waiver back', why: expect.stringMatching(/\.$/) },
      ],
    }));
  it('is offered to those who may decide it', () => {
    const held = [...outage, determined('09:00', 'force_majeure'), reopened('20:00', 2, 2)];
    for (const role of ['client-contact', 'noc-contact']) expect(offered(held, [role])).toStrictEqual(ANSWERS);
    for (const role of ['agent', 'engineer', 'on-call']) expect(offered(held, [role])).toStrictEqual(TERMS);
    expect(offered(held, ['billing'])).toStrictEqual(['WaiveBilling']);
    expect(offered(held, ['supervisor'])).toStrictEqual([...TERMS, 'WaiveBilling']);
    expect(offered(held, ['auditor'])).toStrictEqual([]);
    expect(offered(held.slice(0, -1), ['auditor', 'billing'])).toStrictEqual(['ApproveBilling', 'WaiveBilling']);
  });
  it('has one place for each decision', () =>
    expect(Object.entries(BILLING_COMMANDS).map(([command, { path }]) => [command, path])).toStrictEqual([
      ['DiscloseTerms', 'terms/disclosures'],
      ['AcceptTerms', 'terms'],
      ['DeclineTerms', 'terms'],
      ['ApproveBilling', 'billing/approval'],
      ['WaiveBilling', 'billing/waiver'],
      ['ReinstateBilling', 'billing/reinstatement'],
    ]));
  it('does not hide a fault in the program behind a decision that is not offered', () => {
    const broken = { ...night(...outage).state, incident: undefined } as never;
    expect(() => decisionsOf('T1', broken, { policy, at: at('12:00') })).toThrow(TypeError);
  });
});
