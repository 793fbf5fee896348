import { policyWith } from '#policy/testing';
import {
  type Act,
  absorbed,
  at,
  changed,
  closed,
  commanded,
  contacted,
  corrected,
  merged,
  night,
  nightUnder,
  opened,
  reopened,
  validated,
  worked,
} from '../testing/after-hours-incident.fixture';
import { qualify } from './qualification';

const qualified = (acts: readonly Act[], event = 1, patch: object = {}): string => {
  const { state, policy } = nightUnder(policyWith(patch), ...acts);
  const found = qualify(state.incident, event, policy);
  return 'rule' in found ? found.rule : `at ${new Date(found.contactAt).toISOString().slice(5, 16)}`;
};
const voicemail = opened('02:03');
const triaged = validated('02:10');

describe('An after-hours event', () => {
  it('begins with a call off-hours about a validated P1', () =>
    expect(qualified([voicemail, triaged])).toBe(`at ${at('02:03').slice(5, 16)}`));

  it('needs a contact of the client', () =>
    expect(qualified([opened('02:03', { contact: false }), triaged])).toBe('no_client_contact'));

  it('may begin with a later call on what a monitoring system raised', () =>
    expect(qualified([opened('02:03', { contact: false }), triaged, contacted('02:30')])).toBe(
      `at ${at('02:30').slice(5, 16)}`,
    ));

  it('needs a contact off-hours', () =>
    expect(qualified([opened('2026-03-16 08:00'), validated('2026-03-16 08:10')])).toBe('contact_in_hours'));

  it.each([
    ['2026-03-16 07:59:59.999', 'at 03-16T12:59'],
    ['2026-03-16 08:00', 'contact_in_hours'],
    ['2026-03-16 16:59:59.999', 'contact_in_hours'],
    ['2026-03-16 17:00', 'at 03-16T22:00'],
  ])('of a call on the Monday at %s: %s', (time, answer) =>
    expect(qualified([opened(time), validated('2026-03-16 17:01')])).toBe(answer),
  );

  it('begins with the first contact off-hours, not with one before it in hours', () =>
    expect(qualified([opened('2026-03-13 16:00'), validated('2026-03-13 16:10'), contacted('2026-03-13 18:00')])).toBe(
      'at 03-13T23:00',
    ));

  it('asks what held when the client called, and soon after: a P1 that was over by then is none', () => {
    const raised = [opened('01:00', { assigned: 'P3', contact: false }), validated('01:10', 'P3')];
    const before = [...raised, changed('01:30', 'P1'), changed('01:40', 'P2')];
    expect(qualified([...before, contacted('02:03')])).toBe('not_p1');
    expect(qualified([...before, contacted('02:03'), changed('02:10', 'P1')])).toBe(`at ${at('02:03').slice(5, 16)}`);
  });

  it('needs a P1 that somebody has validated', () => {
    expect(qualified([voicemail])).toBe('not_p1');
    expect(qualified([voicemail, validated('02:10', 'P2')])).toBe('not_p1');
    expect(qualified([voicemail, triaged, corrected('09:00', 'P3')])).toBe('not_p1');
  });

  it('may be a P1 by a correction', () =>
    expect(qualified([opened('02:03', { assigned: 'P3' }), corrected('09:00', 'P1')])).toBe('at 03-14T07:03'));

  it('may become a P1 within the hour after the contact, at its very end too', () => {
    const asP3 = [opened('02:03', { assigned: 'P3' }), validated('02:05', 'P3')];
    expect(qualified([...asP3, changed('03:03', 'P1')])).toBe('at 03-14T07:03');
    expect(qualified([...asP3, changed('03:03:00.001', 'P1')])).toBe('not_p1');
    expect(qualified([...asP3, changed('03:03', 'P1')], 1, { afterHours: { qualifyMinutes: 59 } })).toBe('not_p1');
  });

  it('stays one where the priority falls after the contact', () =>
    expect(qualified([voicemail, triaged, changed('02:20', 'P3')])).toBe('at 03-14T07:03'));

  it('begins with the contact at which it was a P1, where earlier ones were not', () =>
    expect(
      qualified([
        opened('02:03', { assigned: 'P3' }),
        validated('02:05', 'P3'),
        contacted('06:00'),
        changed('06:30', 'P1'),
      ]),
    ).toBe('at 03-14T11:00'));

  it('is one whatever the client answers to the terms: that speaks of the work', () =>
    expect(qualified([voicemail, triaged, commanded('02:15', { type: 'DeclineTerms' })])).toBe('at 03-14T07:03'));

  it('owes nothing once it was merged, whatever else', () =>
    expect(qualified([opened('2026-03-16 09:00', { contact: false }), merged('2026-03-16 10:00')])).toBe('merged'));

  it('counts the contacts that a merged ticket brings, when they were', () => {
    const morning = [opened('2026-03-16 09:00'), corrected('2026-03-16 09:10', 'P1')];
    expect(qualified([...morning, absorbed('2026-03-16 09:20', { contacts: ['2026-03-16 06:00'] })])).toBe(
      'at 03-16T11:00',
    );
  });
});

describe('What a merged ticket brings', () => {
  it('may be the first contact, though it becomes known last', () =>
    expect(qualified([voicemail, triaged, absorbed('02:30', { contacts: ['01:30'] })])).toBe('at 03-14T06:30'));
});

describe('The second event of a ticket', () => {
  const first = [voicemail, triaged, worked('W1', '02:10', '03:00'), closed('03:00')];
  it('begins with its reopening, which is a contact', () =>
    expect(qualified([...first, reopened('20:00', 2, 2)], 2)).toBe('at 03-15T01:00'));
  it('does not take the contacts of the first', () =>
    expect(qualified([...first, reopened('2026-03-16 09:00', 2, 2)], 2)).toBe('contact_in_hours'));
  it('takes none of its contacts away from the first', () => {
    const inHours = [opened('2026-03-13 09:00'), validated('2026-03-13 09:10'), closed('2026-03-13 10:00')];
    expect(qualified([...inHours, reopened('2026-03-13 22:00', 2, 2)])).toBe('contact_in_hours');
    expect(qualified([...inHours, contacted('2026-03-13 18:00'), reopened('2026-03-13 22:00', 2, 2)])).toBe(
      'at 03-13T23:00',
    );
  });
  it('that continues the first is no second', () => {
    const { state } = night(...first, reopened('04:00', 2, 1));
    expect(state.incident.cycles.map(({ event }) => event)).toStrictEqual([1, 1]);
  });
});
