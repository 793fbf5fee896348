import { standardPolicy as policy } from '#policy/testing';
import {
  type Act,
  at,
  closed,
  commanded,
  determined,
  merged,
  night,
  opened,
  timePassed,
  validated,
  worked,
} from '../testing/after-hours-incident.fixture';
import { nextAction } from './next-action';

const outage = [opened('02:03'), validated('02:05'), worked('W1', '02:10', '03:40'), closed('03:40')];
const next = (time: string, ...acts: readonly Act[]) => nextAction(night(...acts).state, policy, Date.parse(at(time)));
const waiverAt = Date.parse(at('2026-04-13 03:40'));

describe('A ledger', () => {
  it('rests while the work goes on', () => expect(next('03:00', opened('02:03'))).toStrictEqual({ do: 'rest' }));
  it('rests until somebody is to be reminded that the cause is not determined, then until the automatic waiver', () => {
    // 1,620 minutes of standard hours are three days from Monday morning; three quarters of them end on Wednesday.
    const first = Date.parse(at('2026-03-18 10:15'));
    expect(next('2026-03-18 10:14', ...outage)).toStrictEqual({ do: 'rest', until: first });
    expect(next('2026-03-18 10:15', ...outage)).toStrictEqual({ do: 'pass-time', at: first });
    const reminded = [...outage, timePassed('2026-03-20 09:00')];
    expect(next('2026-04-13 03:39', ...reminded)).toStrictEqual({ do: 'rest', until: waiverAt });
  });
  it('lets time pass once that has come', () =>
    expect(next('2026-04-13 03:40', ...outage, timePassed('2026-03-20 09:00'))).toStrictEqual({
      do: 'pass-time',
      at: waiverAt,
    }));
  it('marks what it has posted on the ticket', () => {
    const { state } = night(...outage, determined('09:00', 'client'));
    expect(nextAction(state, policy, 0)).toStrictEqual({ do: 'mark', postings: state.postings });
  });
  it('hands on what a merged ticket brings, before anything else, until that is noted', () => {
    const gone = [opened('02:03'), merged('02:30')];
    expect(next('03:00', ...gone)).toStrictEqual({ do: 'hand-on', into: 'T2' });
    expect(next('03:00', ...gone, commanded('02:31', { type: 'NoteHandedOn', survivor: 'T2' }))).toStrictEqual({
      do: 'rest',
    });
  });
});
