import { iso, ms, type Recorded, replay } from '#kernel';
import { by } from '#kernel/given';
import { given } from '../reference/given-ticket';
import { conversation } from './contacts';
import { CALENDARS_BEGIN } from './opening';
import { absorbed, CALLED_AT, NOON, OPENED_AT, opened, REOPENED_AT, recordedAs, reopened, resolved } from './stories';
import type { TicketEvent } from './ticket';

// Which instants a contact may be corrected to, and what becomes of the clocks.

const reason = 'The switchboard was an hour off';
const at = (time: string) => `2026-03-14T${time}:00.000Z`;
const call = (time: string) => recordedAs({ type: 'ClientContactRecorded', channel: 'phone' }, NOON, at(time));
const correct = (was: string, contactedAt: string, channel?: 'phone' | 'voicemail') =>
  ({ type: 'CorrectContact', was, contactedAt, ...(channel && { channel }), reason }) as const;
const corrected = (was: string, contactedAt: string, more: object = {}) =>
  ({ type: 'ClientContactCorrected', was, contactedAt, ...more, reason }) as const;
const atNoon = by('anna', NOON);

describe('A contact', () => {
  it('is not corrected to what it is', () => {
    given(opened).when(correct(CALLED_AT, CALLED_AT), atNoon).yieldsNothing();
    given(opened)
      .when(correct(CALLED_AT, CALLED_AT, 'voicemail'), atNoon)
      .yieldsNothing();
  });
  it('may have come on another channel at the same instant', () =>
    given(opened)
      .when(correct(CALLED_AT, CALLED_AT, 'phone'), atNoon)
      .yieldsOnce(corrected(CALLED_AT, CALLED_AT, { channel: 'phone', firstContactAt: CALLED_AT })));
  it('that came later does not lie before the first one', () =>
    given(opened, call('08:30'))
      .when(correct(at('08:30'), at('07:00')), atNoon)
      .refuses('time.before-cycle'));
  it('is one that there is, and no reopening', () => {
    given(opened)
      .when(correct(at('08:31'), NOON), atNoon)
      .refuses('contact.unknown');
    given(opened, recordedAs(resolved, OPENED_AT), recordedAs(reopened, REOPENED_AT))
      .when(correct(REOPENED_AT, NOON), atNoon)
      .refuses('contact.unknown');
  });
  it('has happened, and on a day that calendars know', () => {
    given(opened)
      .when(correct(CALLED_AT, NOON), atNoon)
      .yieldsOnce(corrected(CALLED_AT, NOON, { firstContactAt: NOON }));
    given(opened)
      .when(correct(CALLED_AT, iso(ms(NOON) + 1)), atNoon)
      .refuses('time.in-future');
    const dawn = iso(CALENDARS_BEGIN);
    given(opened)
      .when(correct(CALLED_AT, dawn), atNoon)
      .yieldsOnce(corrected(CALLED_AT, dawn, { firstContactAt: dawn }));
    given(opened)
      .when(correct(CALLED_AT, iso(CALENDARS_BEGIN - 1)), atNoon)
      .refuses('time.out-of-range');
  });
});

describe('The first contact', () => {
  it('is the earliest of those that the ticket and what was merged into it were opened for', () => {
    const first = (
      contactedAt: string,
      firstContactAt: string,
      ...history: readonly (TicketEvent | Recorded<TicketEvent>)[]
    ) =>
      given(...history)
        .when(correct(CALLED_AT, contactedAt), atNoon)
        .yieldsOnce(corrected(CALLED_AT, contactedAt, { firstContactAt }));
    first(at('07:40'), at('07:40'), opened, absorbed);
    first(at('08:30'), at('07:50'), opened, absorbed); // the merged ticket's
    first(at('08:30'), at('08:30'), opened, call('08:10')); // a second call is no first one
  });
  it('is where the clocks start, wherever it is corrected to', () => {
    const begun = (...history: Parameters<typeof recordedAs>[]) =>
      replay(
        conversation,
        history.map((each) => recordedAs(...each)),
      ).cycleStarts;
    const moved = corrected(CALLED_AT, at('08:30'), { firstContactAt: at('08:30') });
    const second = corrected(at('08:10'), at('08:20'));
    const secondCall = { type: 'ClientContactRecorded', channel: 'phone' } as const;
    expect(begun([opened, OPENED_AT], [moved, NOON])).toStrictEqual([ms(at('08:30'))]);
    expect(begun([opened, OPENED_AT], [secondCall, NOON, at('08:10')], [second, NOON])).toStrictEqual([ms(CALLED_AT)]);
  });
});

describe('A later contact', () => {
  const twoCycles = [
    opened,
    call('08:30'),
    recordedAs(resolved, at('09:30')),
    recordedAs(reopened, REOPENED_AT),
    call('10:30'),
  ];
  it.each([
    ['in the first cycle', '08:30', '09:59:59.999', '10:00:00.000'],
    ['in the second', '10:30', '10:00:00.000', '09:59:59.999'],
  ])('%s stays in its cycle, which begins with its first instant', (_where, was, inside, outside) => {
    const day = '2026-03-14T';
    given(...twoCycles)
      .when(correct(at(was), `${day}${inside}Z`), atNoon)
      .yieldsOnce(corrected(at(was), `${day}${inside}Z`));
    given(...twoCycles)
      .when(correct(at(was), `${day}${outside}Z`), atNoon)
      .refuses('time.before-cycle');
  });
});
