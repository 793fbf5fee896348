// One line of an invoice in a sentence that a client can read: no code, no name.

import { dollars, FAULT } from '#billing';
import type { FaultClass } from '#policy';
import type { PostingKind } from '#ticketing';

type ChargeLine = {
  readonly kind: PostingKind;
  readonly ticket: string;
  readonly atLocal: string;
  readonly cents: number;
  readonly minutes: number | null;
  readonly faultClass: string | null;
  readonly clause: string | null;
};
const WHAT: Readonly<Record<PostingKind, string>> = {
  charge: 'for after-hours emergency help',
  supplementary: 'more for after-hours emergency help',
  credit: 'given back for after-hours emergency help',
  rebill: 'charged again for after-hours emergency help',
};

export const chargeSentence = ({ kind, ticket, atLocal, cents, minutes, faultClass, clause }: ChargeLine): string => {
  const time = minutes === null ? '' : `, ${minutes} minutes billed`;
  const fault = faultClass === null ? '' : `; the review found that the fault was ${FAULT[faultClass as FaultClass]}`;
  const rule = clause === null ? '' : ` (clause ${clause} of the support policy)`;
  return `${dollars(Math.abs(cents))} ${WHAT[kind]} on ticket ${ticket}${time}${fault}${rule}. Posted ${atLocal}.`;
};
