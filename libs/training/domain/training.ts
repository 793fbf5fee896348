// training-<id>: a feature was released, and clients' staff are taught it. Who is invited is an id: their name and address are in
// the register, so that nothing of theirs is to be erased here.

import { type Catalog, type Decider, DomainError, type Instead, ms } from '#kernel';

// Events. These names and fields are the storage format.
/** `product`: as services name it. `url`: what there is to read. */
export type FeatureReleased = { type: 'FeatureReleased'; product: string; feature: string; url?: string };
/** Also where it is held at another time, or elsewhere. `sequence` counts from 0. */
export type TrainingScheduled = {
  type: 'TrainingScheduled';
  startsAt: string;
  endsAt: string;
  joinUrl: string;
  sequence: number;
};
export type TrainingCancelled = { type: 'TrainingCancelled'; sequence: number };
export type StaffInvited = { type: 'StaffInvited'; client: string; contact: string };
export type AttendanceNoted = { type: 'AttendanceNoted'; client: string; contact: string };
export type TrainingEvent = FeatureReleased | TrainingScheduled | TrainingCancelled | StaffInvited | AttendanceNoted;
export const TRAINING_EVENTS = {
  FeatureReleased: { schemaVersion: 1 },
  TrainingScheduled: { schemaVersion: 1 },
  TrainingCancelled: { schemaVersion: 1 },
  StaffInvited: { schemaVersion: 1 },
  AttendanceNoted: { schemaVersion: 1 },
} as const satisfies Catalog<TrainingEvent>;

// State.
export type Invitation = {
  readonly client: string;
  readonly contact: string;
  /** Which one it is: the revision of its event. */
  readonly number: number;
  readonly attended: boolean;
};
export type Appointment = Omit<TrainingScheduled, 'type'>;
export type KnownTraining = {
  /** `released`: no training is scheduled yet. */
  readonly status: 'released' | 'scheduled' | 'cancelled';
  readonly product: string;
  readonly feature: string;
  readonly url?: string;
  readonly appointment?: Appointment;
  readonly invitations: ReadonlyMap<string, Invitation>;
};
export type Training = { readonly status: 'none' } | KnownTraining;

// Commands.
export type TrainingCommand =
  | ({ type: 'ReleaseFeature' } & Omit<FeatureReleased, 'type'>)
  | ({ type: 'ScheduleTraining' } & Omit<TrainingScheduled, 'type' | 'sequence'>)
  | { type: 'CancelTraining' }
  | { type: 'InviteStaff'; client: string; contact: string }
  | { type: 'NoteAttendance'; client: string; contact: string };

/** More than one sitting can hold. */
const INVITED_MAX = 500;
const inviteeKey = ({ client, contact }: { readonly client: string; readonly contact: string }): string =>
  `${client}/${contact}`;

export const training: Decider<TrainingCommand, Training, TrainingEvent> = {
  initial: { status: 'none' },
  evolve: {
    FeatureReleased: (_none, { type: _, ...released }) => ({ status: 'released', ...released, invitations: new Map() }),
    TrainingScheduled: (state, { type: _, ...appointment }) => ({ ...past(state), status: 'scheduled', appointment }),
    TrainingCancelled: (state, { sequence }) => {
      const { appointment, ...rest } = past(state);
      return { ...rest, status: 'cancelled', ...(appointment && { appointment: { ...appointment, sequence } }) };
    },
    StaffInvited: (state, { client, contact }, { revision: number }) =>
      withInvitation(past(state), { client, contact, number, attended: false }),
    AttendanceNoted: (state, { client, contact }, { revision: number }) => {
      const before = past(state).invitations.get(inviteeKey({ client, contact }));
      return withInvitation(past(state), { client, contact, number, ...before, attended: true });
    },
  },
  decide: {
    ReleaseFeature: ({ type: _, ...released }, { status }) =>
      status === 'none' ? [{ type: 'FeatureReleased', ...released }] : [],
    ScheduleTraining: ({ startsAt, endsAt, joinUrl }, state, { at }) => {
      const { status, appointment } = known(state);
      if (ms(endsAt) <= ms(startsAt)) throw refusal('training.backwards', 'A training ends after it begins.');
      if (status === 'scheduled' && isSame(appointment, { startsAt, endsAt, joinUrl })) return [];
      if (ms(startsAt) <= ms(at)) throw refusal('training.past', 'A training is scheduled before it begins.');
      const sequence = appointment === undefined ? 0 : appointment.sequence + 1;
      return [{ type: 'TrainingScheduled', startsAt, endsAt, joinUrl, sequence }];
    },
    CancelTraining: (_command, state) => {
      const { status, appointment } = known(state);
      if (status === 'cancelled') return [];
      return [{ type: 'TrainingCancelled', sequence: (appointment?.sequence ?? -1) + 1 }];
    },
    InviteStaff: ({ client, contact }, state) => {
      const { status, invitations } = known(state);
      if (status !== 'scheduled')
        throw refusal(
          'training.not-scheduled',
          'Nobody is invited before it is said when. Schedule the training first.',
        );
      if (invitations.has(inviteeKey({ client, contact }))) return [];
      if (invitations.size >= INVITED_MAX)
        throw refusal('training.full', `At most ${INVITED_MAX} people are invited. Release it again for the others.`);
      return [{ type: 'StaffInvited', client, contact }];
    },
    NoteAttendance: ({ client, contact }, state, { at }) => {
      const { status, appointment, invitations } = known(state);
      if (status !== 'scheduled' || !appointment || ms(at) < ms(appointment.startsAt))
        throw refusal('training.not-begun', 'Nobody has attended what has not begun.');
      return invitations.get(inviteeKey({ client, contact }))?.attended
        ? []
        : [{ type: 'AttendanceNoted', client, contact }];
    },
  },
};

const withInvitation = (state: KnownTraining, invitation: Invitation): KnownTraining => ({
  ...state,
  invitations: new Map([...state.invitations, [inviteeKey(invitation), invitation]]),
});
const isSame = (one: Appointment | undefined, other: Omit<Appointment, 'sequence'>): boolean =>
  one?.startsAt === other.startsAt && one.endsAt === other.endsAt && one.joinUrl === other.joinUrl;
const past = (state: Training): KnownTraining => {
  if (state.status !== 'none') return state;
  throw new Error('the feature was never released');
};
/** Throws `training.unknown`. */
const known = (state: Training): KnownTraining => {
  if (state.status !== 'none') return state;
  throw refusal('training.unknown', 'There is no such training.', { acts: ['ListTrainings'] });
};
const refusal = (code: TrainingProblem, message: string, instead?: Instead) =>
  new DomainError<TrainingProblem>(code, message, instead);
export type TrainingProblem =
  | `training.${'unknown' | 'backwards' | 'past' | 'not-scheduled' | 'not-begun' | 'full'}`
  | `training.${'not-entitled'}`
  | 'resource.unknown';
