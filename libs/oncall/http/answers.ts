import { z } from 'zod';
import { amount, count, instant, list, named, page, text, ticketId } from '#http-kit/answers';
import { PRIORITIES, ROSTER_LEVELS } from '#policy';
import { MERGED_BECAUSE } from '../domain/merge-proposals';
import { PAGE_STATUSES } from '../domain/page';
import { FAILURES, TRIGGERS } from '../domain/page-events';
import { CHANNEL_KINDS } from '../domain/roster-document';

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

const call = named(
  'PageCall',
  z.strictObject({
    attempt: count,
    round: count,
    level,
    person: text,
    channel: z.enum(CHANNEL_KINDS),
    at: instant,
    outcome: z.enum(['delivered', ...FAILURES]).nullable(),
  }),
);
export const pageListAnswer = named(
  'PageList',
  page(
    named(
      'ListedPage',
      z.strictObject({
        ticketId,
        page: count,
        client: text,
        priority: z.enum(PRIORITIES),
        status: z.enum(PAGE_STATUSES),
        trigger: z.enum(TRIGGERS),
        contactedAt: instant,
        dispatchedAt: instant,
        round: count,
        level: level.nullable(),
        acknowledgedBy: text.nullable(),
        endedAt: instant.nullable(),
        because: text.nullable(),
        calls: list(call),
      }),
    ),
  ),
);
export const pageAcknowledged = named(
  'PageAcknowledgement',
  z.strictObject({ ticketId, page: count, person: text, at: instant, revision: amount }),
);
// Of its own: a name that is given to a schema holds wherever that schema is used.
export const linkPageAnswer = named('LinkPage', z.string());

export const voicemailTaken = named('VoicemailTaken', z.strictObject({ ticketId }));
export const mergeProposalList = named(
  'MergeProposals',
  z.strictObject({
    proposals: list(
      named(
        'MergeProposal',
        z.strictObject({
          ticketId,
          into: ticketId,
          client: text,
          because: z.enum(MERGED_BECAUSE),
          openedAt: instant,
          voicemailAt: instant.optional(),
          outageId: text.optional(),
        }),
      ),
    ),
  }),
);

export const calendarFeedMade = named('CalendarFeedMade', z.strictObject({ id: text, path: text }));
export const calendarRevoked = named('CalendarFeedRevoked', z.strictObject({ id: text }));
export const calendarFile = named('CalendarFile', text);
export const fairnessRows = named(
  'Fairness',
  z.strictObject({
    rows: list(
      named(
        'FairnessRow',
        z.strictObject({
          month: text,
          person: text,
          nightsPaged: amount,
          pages: amount,
          minutesOnCall: amount,
          minutesWorked: amount,
          swaps: amount,
        }),
      ),
    ),
  }),
);
