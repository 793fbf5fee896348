import { replay } from '#kernel';
import { by, givenFor, recorded } from '#kernel/given';
import { dueMails } from './invitation';
import { resources } from './resources';
import { type KnownTraining, type TrainingEvent, training } from './training';

const given = givenFor(training);
const released: TrainingEvent = { type: 'FeatureReleased', product: 'sip-trunk', feature: 'Fail-over' };
const when = {
  startsAt: '2026-04-14T16:00:00.000Z',
  endsAt: '2026-04-14T17:00:00.000Z',
  joinUrl: 'https://meet.desk.example/x',
};
const scheduled: TrainingEvent = { type: 'TrainingScheduled', ...when, sequence: 0 };
const moved: TrainingEvent = { ...scheduled, startsAt: '2026-04-14T15:00:00.000Z', sequence: 1 };
const bob = { client: 'acme', contact: 'bob' };
const invited: TrainingEvent = { type: 'StaffInvited', ...bob };
const attended: TrainingEvent = { type: 'AttendanceNoted', ...bob };
const at = (time: string) => by('sue', time);
const [BEFORE, DURING] = ['2026-04-01T12:00:00.000Z', '2026-04-14T16:30:00.000Z'];

describe('A training', () => {
  it('is scheduled once its feature is released, to come, and may be moved', () => {
    given()
      .when({ type: 'ScheduleTraining', ...when }, at(BEFORE))
      .refuses('training.unknown');
    given(released)
      .when({ type: 'ScheduleTraining', ...when }, at(BEFORE))
      .yields(scheduled);
    given(released)
      .when({ type: 'ScheduleTraining', ...when }, at(DURING))
      .refuses('training.past');
    given(released)
      .when({ type: 'ScheduleTraining', ...when, endsAt: when.startsAt }, at(BEFORE))
      .refuses('training.backwards');
    given(released, scheduled)
      .when({ type: 'ScheduleTraining', ...when, startsAt: '2026-04-14T15:00:00.000Z' }, at(BEFORE))
      .yields(moved);
  });

  it('has who is invited once it is scheduled, and who came once it has begun', () => {
    given(released)
      .when({ type: 'InviteStaff', ...bob })
      .refuses('training.not-scheduled');
    given(released, scheduled)
      .when({ type: 'InviteStaff', ...bob })
      .yields(invited);
    given(released, scheduled, invited)
      .when({ type: 'NoteAttendance', ...bob }, at(BEFORE))
      .refuses('training.not-begun');
    given(released, scheduled, invited)
      .when({ type: 'NoteAttendance', ...bob }, at(DURING))
      .yields(attended);
    given(released, scheduled, { type: 'TrainingCancelled', sequence: 1 })
      .when({ type: 'NoteAttendance', ...bob }, at(DURING))
      .refuses('training.not-begun');
  });

  it('is written about to whom it concerns, of each change, and of nothing that has begun', () => {
    const due = (now: string, ...events: readonly TrainingEvent[]) =>
      dueMails(
        replay(
          training,
          events.map((event) => recorded(event)),
        ) as KnownTraining,
        Date.parse(now),
      ).map(({ number }) => number);
    expect(due(BEFORE, released, scheduled, invited)).toEqual([0]);
    expect(due(BEFORE, released, scheduled, invited, moved)).toEqual([1]);
    expect(due(DURING, released, scheduled, invited)).toEqual([]);
    expect(due(BEFORE, released)).toEqual([]);
  });
});

describe('The catalogue of documentation', () => {
  it('has each link once, until it is taken away', () => {
    const link = { resourceId: 'r', product: 'sip-trunk', title: 'Fail-over', url: 'https://docs.desk.example' };
    const listed = { type: 'ResourceListed', ...link } as const;
    const on = givenFor(resources);
    on()
      .when({ type: 'ListResource', ...link })
      .yields(listed);
    on(listed)
      .when({ type: 'RemoveResource', resourceId: 'r' })
      .yieldsOnce({ type: 'ResourceRemoved', resourceId: 'r' });
    on().when({ type: 'RemoveResource', resourceId: 'r' }).refuses('resource.unknown');
  });
});
