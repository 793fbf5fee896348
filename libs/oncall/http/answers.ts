import { z } from 'zod';
import { amount, count, instant, list, named, text } from '#http-kit/answers';
import { ROSTER_LEVELS } from '#policy';

const level = z.enum(ROSTER_LEVELS);
const because = named(
  'ShiftCause',
  z.union([z.strictObject({ layer: text }), z.strictObject({ override: text }), z.strictObject({ swap: text })]),
);
export const rosterChanged = named('RosterChanged', z.strictObject({ team: text, id: text, revision: amount }));
export const rosterVersion = named(
  'RosterVersion',
  z.strictObject({
    team: text,
    version: count,
    effectiveFrom: instant,
    document: named('RosterDocument', z.looseObject({ timezone: text })),
  }),
);
export const shifts = named(
  'Shifts',
  z.strictObject({
    shifts: list(named('Shift', z.strictObject({ from: instant, to: instant, person: text, because }))),
  }),
);
export const onCall = named(
  'OnCall',
  z.strictObject({
    at: instant,
    onCall: list(named('OnCallPerson', z.strictObject({ level, person: text, name: text, because }))),
  }),
);
