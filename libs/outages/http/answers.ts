import { z } from 'zod';
import { amount, count, instant, list, named, page, text, ticketId } from '#http-kit/answers';
import { FAULT_CLASSES } from '#policy';
import { CAUSE_OUTCOMES, PASSED_ON } from '../domain/outage-events';

const status = z.enum(['open', 'closed']);
const faultClass = z.enum(FAULT_CLASSES);
export const outageResult = named(
  'OutageResult',
  z.strictObject({ outageId: text, revision: amount, position: text.optional() }),
);
export const outageRows = named(
  'OutageRows',
  page(
    named(
      'OutageRow',
      z.strictObject({
        outageId: text,
        status,
        summary: text,
        openedAt: instant,
        startedAt: instant.nullable(),
        closedAt: instant.nullable(),
        faultClass: faultClass.nullable(),
        notices: amount,
        tickets: amount.optional(),
      }),
    ),
  ),
);
export const outagePage = named(
  'OutagePage',
  z.strictObject({
    outageId: text,
    revision: amount,
    status,
    summary: text,
    openedAt: instant,
    openedBy: text,
    startedAt: instant.optional(),
    closedAt: instant.optional(),
    note: text.optional(),
    cause: named(
      'OutageCause',
      z.strictObject({
        causeId: text,
        faultClass,
        sharePercent: count.optional(),
        reason: text,
        at: instant,
        by: text,
      }),
    ).optional(),
    notices: list(named('OutageNotice', z.strictObject({ noticeId: text, text, at: instant, by: text }))),
    tickets: list(
      named(
        'OutageTicket',
        z.strictObject({
          ticketId,
          client: text,
          attachedAt: instant,
          proposed: z.enum(CAUSE_OUTCOMES).optional(),
          passedOn: list(
            named(
              'OutageNoticeOnTicket',
              z.strictObject({ noticeId: text, outcome: z.enum(PASSED_ON), contact: text.optional() }),
            ),
          ),
        }),
      ),
    ),
  }),
);
