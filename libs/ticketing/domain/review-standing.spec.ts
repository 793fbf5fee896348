import { HOUR, iso, ms, type Recorded, replay } from '#kernel';
import { reviewStanding } from './review-standing';
import {
  determinedByRosa,
  eveWorked,
  NOON,
  OPENED_AT,
  opened,
  REOPENED_AT,
  recordedAs,
  reopened,
  resolved,
  started,
  triagedP1,
} from './stories';
import { type TicketEvent, ticket } from './ticket';

// What a queue says of a review before anybody asks for it.

const outage = [opened, triagedP1, started, eveWorked].map((event) => recordedAs(event, OPENED_AT));
const ivoWorked = { ...eveWorked, workId: 'W2', engineer: 'ivo', from: REOPENED_AT, to: NOON };
const twoCycles = [
  ...outage,
  recordedAs(resolved, '2026-03-14T09:30:00.000Z'),
  recordedAs(reopened, REOPENED_AT),
  recordedAs(ivoWorked, NOON),
];
const takenByRosa = {
  event: { type: 'FaultReviewClaimed', cycle: 1 } as const,
  stamp: { ...recordedAs(started, NOON).stamp, actor: { id: 'rosa', role: 'fault-reviewer' } },
};
const evidence = { type: 'EvidenceAdded', cycle: 1, text: 'Mains loss', attachments: [] } as const;
const proposed = { type: 'FaultProposed', cycle: 1, proposalId: 'f1', faultClass: 'client', reason: 'PSU' } as const;
const standing = (
  history: readonly Recorded<TicketEvent>[],
  { cycle = 1, person = 'otto', at = ms(NOON) }: { cycle?: number; person?: string; at?: number } = {},
) => reviewStanding(replay(ticket, history), cycle, person, at);

describe('How a review stands', () => {
  it('is open to who did not work on the cycle', () =>
    expect(standing(outage)).toStrictEqual({ engineers: ['eve'], gathered: { evidence: 0 } }));
  it('is not open to who did, and says why', () => {
    expect(standing(outage, { person: 'eve' })).toMatchObject({ mayNot: 'worked on it' });
    expect(standing(twoCycles, { person: 'eve', cycle: 2 })).not.toHaveProperty('mayNot');
    expect(standing(twoCycles, { person: 'ivo', cycle: 2 })).toMatchObject({ mayNot: 'worked on it' });
  });
  it('names those who worked on that cycle, each once', () => {
    const again = recordedAs({ ...eveWorked, workId: 'W3' }, NOON);
    expect(standing([...twoCycles, again]).engineers).toStrictEqual(['eve']);
    expect(standing([...twoCycles, again], { cycle: 2 }).engineers).toStrictEqual(['ivo']);
  });
  it('says who has taken it up, for a shift, and keeps nobody from it who did so', () => {
    const claim = { by: 'rosa', until: ms(NOON) + 8 * HOUR };
    expect(standing([...outage, takenByRosa])).toMatchObject({ claim, mayNot: 'taken up by rosa' });
    const hers = standing([...outage, takenByRosa], { person: 'rosa' });
    expect(hers).toStrictEqual({ engineers: ['eve'], claim, gathered: { evidence: 0 } });
    expect(standing([...outage, takenByRosa], { at: claim.until })).not.toHaveProperty('claim');
    expect(standing([...twoCycles, takenByRosa], { cycle: 2 })).not.toHaveProperty('claim');
  });
  it('lets go of one cycle, and not of another', () => {
    const second = { ...takenByRosa, event: { ...takenByRosa.event, cycle: 2 } };
    const judged = [...twoCycles, takenByRosa, second, recordedAs(determinedByRosa, NOON)];
    expect(standing(judged)).not.toHaveProperty('claim');
    expect(standing(judged, { cycle: 2 })).toMatchObject({ claim: { by: 'rosa' } });
  });
  it('says what was gathered, of each cycle apart, and what somebody took the cause for last', () => {
    const told1 = [
      ...twoCycles,
      recordedAs({ ...evidence, evidenceId: 'e1' }, NOON),
      recordedAs({ ...evidence, evidenceId: 'e2' }, NOON),
    ];
    expect(standing(told1).gathered).toStrictEqual({ evidence: 2 });
    expect(standing(told1, { cycle: 2 }).gathered).toStrictEqual({ evidence: 0 });
    const thought = [
      ...told1,
      recordedAs(proposed, NOON),
      recordedAs({ ...proposed, faultClass: 'provider' }, iso(ms(NOON) + 1)),
    ];
    expect(standing(thought).gathered).toStrictEqual({ evidence: 2, proposed: 'provider' });
  });
});
