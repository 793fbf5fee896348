import type { BillingEvent, BillingEventOf } from '#billing';
import { iso, MINUTE, ms } from '#kernel';
import { type PublicEventDraft, type TranslationContext, type Translations } from './public-event-draft';

type Posted = BillingEventOf<'ChargePosted' | 'SupplementaryPosted' | 'ChargeRebilled' | 'CreditPosted'>;

const posting = (event: Posted, { about, policyOf, known }: TranslationContext) => ({
  ...about,
  afterHoursEvent: event.event,
  postingId: event.postingId,
  assessmentId: event.assessmentId,
  cents: event.cents,
  balanceCents: event.balanceCents,
  currency: policyOf(known.billing.pinned).document.billing.currency,
  ...(known.billing.rule !== undefined && { rule: known.billing.rule }),
  ...(known.billing.because !== undefined && { because: known.billing.because }),
  postedAt: event.at,
});
const charged =
  (kind: 'charge' | 'supplementary' | 'rebill') =>
  (event: Posted, circumstances: TranslationContext): PublicEventDraft => ({
    type: 'com.faultline.billing.charged.v1',
    time: event.at,
    data: { ...posting(event, circumstances), kind },
  });

/** A review opens when the ledger first finds that nothing but a determination is missing. */
const reviewOpened = (
  event: BillingEventOf<'ChargeAssessed'>,
  { about, policyOf, known }: TranslationContext,
): PublicEventDraft | undefined => {
  const { open, closedAt, pinned } = known.billing;
  if (open.get(event.event) !== event.assessmentId) return undefined;
  const policy = policyOf(pinned);
  const { reviewBusinessMinutes } = policy.document.fault;
  return {
    type: 'com.faultline.fault-review.opened.v1',
    time: event.at,
    data: {
      ...about,
      afterHoursEvent: event.event,
      openedAt: event.at,
      dueAt: iso(policy.standardHours.after(closedAt ?? ms(event.at), reviewBusinessMinutes * MINUTE)),
      calendar: { name: policy.standardHours.name, policyId: policy.id, policyVersion: policy.version },
    },
  };
};

/** What others hear of billing-<ticketId>. */
export const TRANSLATE_BILLING: Translations<BillingEvent> = {
  ChargeAssessed: reviewOpened,
  ChargePosted: charged('charge'),
  SupplementaryPosted: charged('supplementary'),
  ChargeRebilled: charged('rebill'),
  CreditPosted: (event, circumstances) => ({
    type: 'com.faultline.billing.credited.v1',
    time: event.at,
    data: posting(event, circumstances),
  }),
  BillingWaived: ({ event, how, at }, { about }) => ({
    type: 'com.faultline.billing.waived.v1',
    time: at,
    data: { ...about, afterHoursEvent: event, how, waivedAt: at },
  }),
};
