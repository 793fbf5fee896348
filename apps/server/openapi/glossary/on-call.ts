// What fields about rosters and pages mean.

import type { Fields } from './meanings';

export const ON_CALL_FIELDS: Fields = {
  team: ['Whose roster it is', 'support'],
  timezone: ['The IANA zone in which its shifts are read', 'America/Chicago'],
  effectiveFrom: ['From when on it holds'],
  level: ['Which step: pages climb from the first to the last'],
  person: ['By their id in the roster', 'ann'],
  otherPerson: ['Whose shift comes for it', 'bob'],
  otherFrom: ['When the shift begins that comes for it'],
  otherTo: ['When the shift ends that comes for it'],
  'OverrideDto.from': ['When the shift begins'],
  'OverrideDto.to': ['When the shift ends'],
  'ShiftCause.layer': ['Whose turn it is on this layer', 'weeks'],
  'ShiftCause.override': ['The override that gave it to them', '0f1e2d3c-4b5a-5697-8879-6a5b4c3d2e1f'],
  'ShiftCause.swap': ['The swap by which they took it', '0f1e2d3c-4b5a-5697-8879-6a5b4c3d2e1f'],
  'RosterVersion.document': ['The roster as it was published'],
  shifts: ['Who has the level, in order; where nobody does, there is nothing'],
  onCall: ['Who is on call, level by level'],
};
