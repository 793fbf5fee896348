// register-staff: who works for the provider, and what they may be asked to do. register-clients: since when there is a
// register of clients at all.

import { type Decider, DomainError, type Instead } from '#kernel';
import type { DataErasureGround } from './client-events';

/** `roles` are those of API keys; `tier` the highest that somebody works in. */
export type StaffMember = {
  readonly staffId: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly tier?: number;
  readonly email?: string;
  readonly phone?: string;
};

// Events. These names and fields are the storage format.
/** From here on a client that is not registered is refused. */
export type ClientRegisterBegun = { type: 'ClientRegisterBegun' };
/** Also where something about somebody is another by now. */
export type StaffMemberListed = { type: 'StaffMemberListed' } & StaffMember;
/** Nothing is given to them any more; what they did stays theirs. */
export type StaffMemberLeft = { type: 'StaffMemberLeft'; staffId: string };
export type StaffDataErased = { type: 'StaffDataErased'; staffId: string; ground: DataErasureGround };
/** What the erasure leaves, written down again under a new key before the old one is destroyed. */
export type StaffDataRestated = { type: 'StaffDataRestated'; members: readonly StaffMember[] };
export type StaffEvent = StaffMemberListed | StaffMemberLeft | StaffDataErased | StaffDataRestated;
export type RegisterEvent = ClientRegisterBegun | StaffEvent;

// State.
export type Staff = {
  readonly members: ReadonlyMap<string, StaffMember>;
  /** Somebody was listed once: who is not is nobody. */
  readonly begun: boolean;
  /** Of whom something personal is stored, also of those who left. */
  readonly people: ReadonlySet<string>;
  readonly toRestate: boolean;
};

// Commands.
export type StaffCommand =
  | ({ type: 'ListStaffMember' } & StaffMember)
  | { type: 'NoteDeparture'; staffId: string }
  | { type: 'EraseStaffData'; staffId: string; ground: DataErasureGround }
  | { type: 'RestateStaffData' };

const listed = (state: Staff, member: StaffMember): Staff => ({
  ...state,
  begun: true,
  people: new Set([...state.people, member.staffId]),
  members: new Map([...state.members, [member.staffId, member]]),
});
const gone = (state: Staff, staffId: string): Staff => ({
  ...state,
  members: new Map([...state.members].filter(([id]) => id !== staffId)),
});

export const staff: Decider<StaffCommand, Staff, StaffEvent> = {
  initial: { members: new Map(), begun: false, people: new Set(), toRestate: false },
  evolve: {
    StaffMemberListed: (state, { type: _, ...member }) => listed(state, member),
    StaffMemberLeft: (state, { staffId }) => gone(state, staffId),
    StaffDataErased: (state, { staffId }) => ({
      ...gone(state, staffId),
      people: new Set([...state.people].filter((one) => one !== staffId)),
      toRestate: true,
    }),
    StaffDataRestated: (state, { members }) => ({
      ...state,
      toRestate: false,
      members: new Map(members.map((member) => [member.staffId, member])),
    }),
  },
  decide: {
    ListStaffMember: ({ type: _, ...member }, { members }) =>
      isSame(members.get(member.staffId), member) ? [] : [{ type: 'StaffMemberListed', ...member }],
    NoteDeparture: ({ staffId }, { members }) => (members.has(staffId) ? [{ type: 'StaffMemberLeft', staffId }] : []),
    EraseStaffData: ({ staffId, ground }, { people, toRestate }) => {
      if (toRestate)
        throw refusal('staff.erasure-under-way', 'Somebody is being erased just now. Ask again in a moment.');
      return people.has(staffId) ? [{ type: 'StaffDataErased', staffId, ground }] : [];
    },
    RestateStaffData: (_command, { members, toRestate }) =>
      toRestate ? [{ type: 'StaffDataRestated', members: [...members.values()] }] : [],
  },
};

const isSame = (one: StaffMember | undefined, other: StaffMember): boolean =>
  one !== undefined &&
  one.name === other.name &&
  one.tier === other.tier &&
  one.email === other.email &&
  one.phone === other.phone &&
  [...one.roles].sort().join() === [...other.roles].sort().join();

export type ClientRegister = { readonly begun: boolean };
/** Begins once, by itself, with the first client that is registered. */
export const clientRegister: Decider<{ type: 'BeginRegister' }, ClientRegister, ClientRegisterBegun> = {
  initial: { begun: false },
  evolve: { ClientRegisterBegun: () => ({ begun: true }) },
  decide: { BeginRegister: (_command, { begun }) => (begun ? [] : [{ type: 'ClientRegisterBegun' }]) },
};

/** Those who may be given a ticket. */
const DESK: readonly string[] = ['agent', 'engineer', 'on-call', 'supervisor'];

/** Throws where nobody of that id works at the desk. Where nobody was ever listed, anybody may. */
export const mustBeAtDesk = ({ begun, members }: Staff, assignee: string): void => {
  if (!begun) return;
  const member = members.get(assignee);
  if (!member)
    throw refusal(
      'assignee.unknown',
      `Nobody called ${assignee} works here. Name somebody who does, or have them listed.`,
      { acts: ['ListStaff', 'RegisterStaff'] },
    );
  if (!member.roles.some((role) => DESK.includes(role)))
    throw refusal(
      'assignee.role',
      `${assignee} is ${member.roles.join(', ')} and works on no tickets. Give it to the desk.`,
    );
};
const refusal = (code: StaffProblem, message: string, instead?: Instead) =>
  new DomainError<StaffProblem>(code, message, instead);
export type StaffProblem = `assignee.${'unknown' | 'role'}` | `staff.${'unknown' | 'erasure-under-way'}`;
