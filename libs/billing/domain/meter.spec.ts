import { ms } from '#kernel';
import {
  type Act,
  at,
  closed,
  commanded,
  determined,
  night,
  opened,
  validated,
  worked,
} from '../testing/after-hours-incident.fixture';
import { postedOf } from './ledger-state';
import { type Meter, meter, otherAnswers } from './meter';
import { sayMeter } from './meter-sentences';

const readAt = (time: string, acts: readonly Act[], since?: string): { read: Meter; said: readonly string[] } => {
  const { state, policy } = night(opened('02:03'), validated('02:05'), ...acts);
  const underWay = since === undefined ? undefined : { since: ms(at(since)), engineer: 'eve' };
  const read = meter(state.incident, policy, postedOf(state, 1), ms(at(time)), underWay);
  return { read, said: sayMeter(read, policy) };
};
const cents = ({ byFault }: Meter['logged']) =>
  Object.fromEntries(byFault.map(({ faultClass, outcome, cents: owed }) => [faultClass, `${outcome} ${owed}`]));

const soFar = (why: string) => [
  `Nothing is owed so far: ${why}. That may change while the work goes on.`,
  'If the client is at fault, the first minute of off-hours work costs $125.00: at least 60 minutes are billed.',
];

describe('The live meter', () => {
  it('says what it costs so far under each fault class', () =>
    expect(cents(readAt('04:00', [worked('W1', '02:10', '03:40')]).read.logged)).toStrictEqual({
      provider: 'not_applicable 0',
      third_party_provider_side: 'not_applicable 0',
      client: 'charged 18750',
      third_party_client_side: 'charged 18750',
      force_majeure: 'held 18750',
      shared: 'held 9375',
      undetermined: 'pending 0',
    }));

  it('counts work that is under way as if it were logged now', () => {
    const { read } = readAt('04:10', [worked('W1', '02:10', '02:40')], '02:30');
    expect(read.logged).toMatchObject({ workedSeconds: 1_800, minutes: 60 });
    expect(read.underWay).toMatchObject({ workedSeconds: 7_200, minutes: 120, since: '2026-03-14T07:30:00.000Z' });
  });

  it('agrees with what is charged once the review has found it', () => {
    const work = [worked('W1', '02:10', '03:40')];
    const { state } = night(
      opened('02:03'),
      validated('02:05'),
      ...work,
      closed('03:40'),
      determined('09:00', 'client'),
    );
    const foreseen = readAt('03:40', work).read.logged.byFault.find(({ faultClass }) => faultClass === 'client');
    expect(foreseen?.cents).toBe(postedOf(state, 1).cents);
  });

  it('reads the same whether or not the work is closed', () => {
    const work = [worked('W1', '02:10', '03:40')];
    const open = readAt('03:40', work).read;
    expect(open.isOpen).toBe(true);
    expect(readAt('03:40', [...work, closed('03:40')]).read).toStrictEqual({ ...open, isOpen: false });
  });

  it('says why nothing is owed so far, and what the first minute will cost', () => {
    expect(readAt('02:30', [])).toMatchObject({
      read: { rule: 'no_off_hours_work' },
      said: soFar('no emergency work was done outside standard hours'),
    });
    expect(
      readAt('04:00', [commanded('02:06', { type: 'DeclineTerms' }), worked('W1', '02:10', '03:40')]).said,
    ).toStrictEqual(soFar('the client has declined the terms'));
  });

  it('says that nothing is owed whatever the review finds only once the work is over', () =>
    expect(readAt('04:00', [closed('02:30')]).said).toStrictEqual([
      'Nothing is owed, whatever the review finds: no emergency work was done outside standard hours.',
    ]));

  describe('once something is charged', () => {
    const charged = [worked('W1', '02:10', '03:40'), closed('03:40'), determined('09:00', 'client')];
    it('says what another finding would leave of it', () =>
      expect(cents(readAt('10:00', charged).read.logged)).toMatchObject({
        provider: 'credited 0',
        third_party_provider_side: 'credited 0',
        client: 'charged 18750',
        undetermined: 'pending 0',
      }));
    it('says what it would have been, as if nothing were posted, for the share that is meant', () => {
      const { state, policy } = night(opened('02:03'), validated('02:05'), ...charged);
      const other = (sharePercent?: number) =>
        Object.fromEntries(
          otherAnswers(state.incident, 1, policy, sharePercent).map(({ faultClass, outcome, cents: owed }) => [
            faultClass,
            `${outcome} ${owed}`,
          ]),
        );
      expect(other()).toMatchObject({
        provider: 'not_applicable 0',
        client: 'charged 18750',
        shared: 'held 9375',
        undetermined: 'pending 0',
      });
      expect(other(20)).toMatchObject({ client: 'charged 18750', shared: 'held 3750' });
    });
  });

  it('can be read out on the phone', () =>
    expect(readAt('02:47:05', [], '02:10').said).toStrictEqual([
      '37 minutes 5 s of off-hours emergency work so far, billed as 60 minutes, the least there is.',
      'That counts work under way since Sat 14 Mar, 02:10 CDT; 0 minutes 0 s of off-hours emergency work is logged.',
      "If the fault is the provider's, or a third party's on the provider's side: nothing.",
      "If the fault is the client's, or a third party's on the client's side: $125.00.",
      'If the fault is force majeure: $125.00, once billing has approved it.',
      "If the fault is shared: $62.50 for a client's share of 50 %, once billing has approved it.",
      'If the fault is undetermined: nothing, until it is determined.',
      'The minimum covers 22 more minutes.',
    ]));
});
