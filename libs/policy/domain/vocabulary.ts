// The words of a support policy. They are stored in events and never change their meaning.

export const PRIORITIES = ['P1', 'P2', 'P3', 'P4'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** 1 is the most urgent. A lower rank after a change is an upgrade. */
export const priorityRank = (priority: Priority): number => PRIORITIES.indexOf(priority) + 1;

export const FAULT_CLASSES = [
  'provider',
  'third_party_provider_side',
  'client',
  'third_party_client_side',
  'force_majeure',
  'shared',
  'undetermined',
] as const;
export type FaultClass = (typeof FAULT_CLASSES)[number];

export const CHANNELS = ['phone', 'voicemail', 'email', 'portal', 'api'] as const;
export type Channel = (typeof CHANNELS)[number];

/** What a ticket owes its client. Each has its own clock. */
export const TARGETS = ['respond', 'update', 'restore', 'resolve'] as const;
export type Target = (typeof TARGETS)[number];

/** The states in which a clock may stand still. */
export const PAUSES = ['awaiting_customer', 'awaiting_third_party', 'scheduled'] as const;
export type Pause = (typeof PAUSES)[number];

/** Who of a roster is paged, in this order. */
export const ROSTER_LEVELS = ['primary', 'secondary', 'manager'] as const;
export type RosterLevel = (typeof ROSTER_LEVELS)[number];

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];
