// What on-call stores, brought about for its samples: rosters.

import { type Store, uuidv5 } from '#event-store';
import { decideAndAppend } from '#kernel';
import {
  type CalendarCommand,
  calendarFeed,
  calendarStream,
  type PageCommand,
  pageStream,
  pages,
  type RosterCommand,
  roster,
  rosterStream,
} from '#oncall';

const NAMES = '5f0f5a5e-8f4e-4b6b-9a53-0d6a3b2c7e41';
const ISO = '2026-03-16T14:00:00.000Z';
const supervisor = (name: string) => ({
  commandId: uuidv5(NAMES, name),
  actor: { id: 'sue', role: 'supervisor' },
  at: ISO,
});

const webhook = { kind: 'webhook', address: 'https://page.example.com/bob', secret: 'whsec_c2VjcmV0' } as const;
const rosterCommands: readonly RosterCommand[] = [
  {
    type: 'PublishShifts',
    version: 1,
    effectiveFrom: ISO,
    document: {
      timezone: 'America/Chicago',
      covers: 'always',
      people: [
        { id: 'ann', name: 'Ann Lee', channels: [{ kind: 'console' }] },
        { id: 'bob', name: 'Bob Ray', channels: [webhook] },
      ],
      levels: {
        primary: [{ name: 'weeks', people: ['ann', 'bob'], startsOn: '2026-03-16', handover: '09:00', rotateDays: 7 }],
      },
    },
    zone: { source: 'tzdata 2026c', from: 0, until: 4_133_980_800, offsets: [-21_600, -18_000], at: [1_772_956_800] },
  },
  {
    type: 'OverrideShift',
    overrideId: 'o1',
    level: 'primary',
    person: 'bob',
    from: '2026-03-17T00:00:00.000Z',
    to: '2026-03-18T00:00:00.000Z',
    reason: 'Ann is ill',
  },
  {
    type: 'SwapShifts',
    swapId: 's1',
    level: 'primary',
    shifts: [
      { person: 'ann', from: '2026-03-18T15:00:00.000Z', to: '2026-03-19T15:00:00.000Z' },
      { person: 'bob', from: '2026-03-25T15:00:00.000Z', to: '2026-03-26T15:00:00.000Z' },
    ],
  },
];

const plan = { levels: ['primary', 'secondary'], ackMinutes: 10, rounds: 3 } as const;
const trigger = { how: 'opened', eventId: 'e1', at: ISO } as const;
const called = { page: 1, round: 1, level: 'primary', person: 'ann', channel: 'console' } as const;
const escalation = { page: 1, from: 'primary', to: 'secondary', fromRound: 1, round: 1 } as const;
const dispatch = {
  type: 'DispatchPage',
  cycle: 1,
  client: 'acme',
  priority: 'P1',
  trigger,
  team: 'support',
  plan,
} as const;
const pageCommands: readonly PageCommand[] = [
  { ...dispatch, page: 1 },
  { type: 'AttemptPage', ...called, attempt: 1, linkHash: 'c2hhLTI1Ng' },
  { type: 'NoteFailure', page: 1, attempt: 1, outcome: 'refused', reason: 'answered 503' },
  { type: 'EscalatePage', ...escalation, because: 'not_delivered' },
  { type: 'AttemptPage', ...called, attempt: 2, level: 'secondary', person: 'bob', linkHash: 'c2hhLTI1Ng' },
  { type: 'NoteDelivery', page: 1, attempt: 2 },
  { type: 'ExhaustPage', page: 1, rounds: 3 },
  { type: 'AcknowledgePage', person: 'bob', how: 'link' },
  { ...dispatch, page: 2, cycle: 2 },
  { type: 'EndPage', page: 2, because: 'resolved' },
  { type: 'WithholdPage', page: 3, cycle: 3, trigger },
];

const feedCommands: readonly CalendarCommand[] = [
  { type: 'CreateFeed', kind: 'shifts', team: 'support', person: 'ann', tokenHash: 'c2hhLTI1Ng' },
  { type: 'RevokeFeed' },
];

/** The streams that it leaves behind. */
export const dutyDone = async (store: Store): Promise<readonly string[]> => {
  for (const command of rosterCommands)
    await decideAndAppend(store, rosterStream('support'), roster, command, supervisor(command.type));
  for (const [n, command] of pageCommands.entries())
    await decideAndAppend(store, pageStream('T1'), pages, command, supervisor(`page ${n}`));
  const feed = calendarStream(uuidv5(NAMES, 'feed'));
  for (const command of feedCommands)
    await decideAndAppend(store, feed, calendarFeed, command, supervisor(command.type));
  return [rosterStream('support'), pageStream('T1'), feed];
};
