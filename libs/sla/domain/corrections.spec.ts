import { saidOf } from '../testing/deadline-process.fixture';
import { contactCorrected, opened, rejected, replied, retracted } from '../testing/ticket-history.fixture';

const night = opened('03:00', 'P1');

describe('A clock, once what was written down wrongly is put right,', () => {
  it('brings a breach to light, dated right, once the answer is retracted', () =>
    expect(saidOf([night, replied('03:20'), retracted('04:00', '03:20')], '04:00', 'respond')).toStrictEqual([
      'respond set, due 03:30',
      'respond warned at 50%, 03:15',
      'respond met at 03:20',
      'respond breached, due 03:30, backdated',
    ]));

  it('runs again where the answer is retracted in time', () =>
    expect(saidOf([night, replied('03:05'), retracted('03:10', '03:05')], '03:31', 'respond')).toStrictEqual([
      'respond set, due 03:30',
      'respond met at 03:05',
      'respond set, due 03:30',
      'respond warned at 50%, 03:15',
      'respond warned at 75%, 03:22',
      'respond warned at 90%, 03:27',
      'respond breached, due 03:30',
    ]));

  it('starts at the contact as it is corrected, and withdraws a breach that never was', () =>
    expect(
      saidOf([opened('03:40', 'P1', '03:00'), contactCorrected('03:50', '03:00', '03:40')], '03:50', 'respond'),
    ).toStrictEqual([
      'respond set, due 03:30',
      'respond breached, due 03:30, backdated',
      'respond withdrawn, due 03:30, because of e1',
      'respond set, due 04:10',
    ]));

  it('ends with a rejection', () =>
    expect(saidOf([night, rejected('03:10')], '12:00', 'respond')).toStrictEqual([
      'respond set, due 03:30',
      'respond cancelled',
    ]));
});
