// What waits for somebody, as the queues answer it.

import { z } from 'zod';
import { proposalFields } from '#approvals/http';
import { amount, cents, count, instant, list, minutes, named, page, text, ticketId } from '#http-kit/answers';
import { FAULT_CLASSES, PRIORITIES } from '#policy';
import { WORK_KINDS } from '#ticketing';
import { category, channel, status, tier } from '#ticketing/http';

const priority = z.enum(PRIORITIES);
const faultClass = z.enum(FAULT_CLASSES);

const waitingTicket = named(
  'WaitingTicket',
  z.strictObject({
    ticketId,
    client: text,
    status,
    priority,
    requested: priority,
    tier,
    category,
    channel,
    summary: text,
    openedAt: instant,
    assignee: text.nullable(),
    policyVersion: count,
    minutesOpen: minutes,
  }),
);
export const triageQueue = named('TriageQueue', page(waitingTicket, { at: instant }));
export const oldPolicyQueue = named('OldPolicyQueue', page(waitingTicket, { at: instant, current: count }));
export const bouncedReplyQueue = named('BouncedReplyQueue', page(waitingTicket, { at: instant }));
export const priorityRequestQueue = named('PriorityRequestQueue', page(waitingTicket, { at: instant }));
export const endedUntriagedQueue = named('EndedUntriagedQueue', page(waitingTicket, { at: instant }));
export const faultReviewQueue = named(
  'FaultReviewQueue',
  page(
    named(
      'WaitingReview',
      z.strictObject({
        ticketId,
        event: count,
        cycle: count,
        client: text,
        summary: text.nullable(),
        since: instant,
        minutesWaiting: minutes,
        dueAt: instant,
        dueLocal: text,
        minutesLeft: minutes,
        calendar: text,
        because: z.enum(['undetermined', 'disputed']),
        atStakeCents: amount,
        engineers: list(text),
        claimedBy: text.nullable(),
        claimedUntil: instant.nullable(),
        evidence: amount,
        proposed: faultClass.nullable(),
        mayJudge: z.boolean(),
        mayNotBecause: text.nullable(),
      }),
    ),
    { at: instant },
  ),
);
const finding = {
  ticketId,
  event: count,
  cycle: count,
  determinationId: text,
  faultClass,
  at: instant,
  reason: text,
  evidence: list(text),
};
export const repeatTroubleQueue = named(
  'RepeatTroubleQueue',
  page(
    named(
      'RepeatTrouble',
      z.strictObject({
        client: text,
        service: text,
        charged: named('ChargedFinding', z.strictObject({ ...finding, chargedAt: instant })),
        contradictedBy: named('ContradictingFinding', z.strictObject(finding)),
        atStakeCents: amount,
        supersedeAt: text,
        dismissAt: text,
      }),
    ),
    { at: instant },
  ),
);
export const billingHoldQueue = named(
  'BillingHoldQueue',
  page(
    named(
      'WaitingCharge',
      z.strictObject({
        ticketId,
        event: count,
        client: text,
        since: instant,
        minutesWaiting: minutes,
        rule: text,
        faultClass: faultClass.nullable(),
        postedCents: amount,
        waitingCents: cents,
        atStakeCents: amount,
      }),
    ),
    { at: instant },
  ),
);

export const proposalQueue = named(
  'ProposalQueue',
  page(named('WaitingProposal', z.strictObject({ ...proposalFields, client: text, minutesWaiting: minutes })), {
    at: instant,
  }),
);

const placedWork = { ticketId, client: text, workId: text, kind: z.enum(WORK_KINDS), from: instant, to: instant };
export const overlappingWorkQueue = named(
  'OverlappingWorkQueue',
  page(
    named(
      'OverlappingWork',
      z.strictObject({
        ...placedWork,
        engineer: text,
        overlaps: list(
          named(
            'OtherWork',
            z.strictObject({
              ...placedWork,
              sharedFrom: instant,
              sharedTo: instant,
              sharedSeconds: z.number().min(0),
            }),
          ),
        ),
      }),
    ),
    { at: instant },
  ),
);
