// A line as an AppliedCustomerBillingRate of TM Forum's TMF678 (Customer Bill Management).

type BilledLine = {
  readonly postingId: string;
  readonly client: string;
  readonly ticketId: string;
  readonly postedAt: string;
  readonly cents: number;
  readonly minutes: number | null;
  readonly faultClass: string | null;
  readonly clause: string | null;
  readonly month: string;
  readonly says: string;
  readonly explainedAt: string;
};

/** `closed`: whether its month is, so that it belongs to a bill. */
export const appliedBillingRate = (line: BilledLine, closed: boolean) => ({
  id: line.postingId,
  href: line.explainedAt,
  name: 'After-hours emergency help',
  description: line.says,
  date: line.postedAt,
  type: line.cents < 0 ? 'appliedBillingCredit' : 'appliedBillingCharge',
  isBilled: closed,
  taxExcludedAmount: { unit: 'USD', value: line.cents / 100 },
  billingAccount: { id: line.client, '@referredType': 'BillingAccount' },
  characteristic: [
    { name: 'ticketId', value: line.ticketId },
    { name: 'billingMonth', value: line.month },
    ...(line.minutes === null ? [] : [{ name: 'minutes', value: String(line.minutes) }]),
    ...(line.faultClass === null ? [] : [{ name: 'faultClass', value: line.faultClass }]),
    ...(line.clause === null ? [] : [{ name: 'clause', value: line.clause }]),
  ],
  '@type': 'AppliedCustomerBillingRate',
});
