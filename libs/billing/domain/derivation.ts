// How an assessment came about, as it is stored: any line can be derived again from it and the ticket alone.

import { iso } from '#kernel';
import type { FaultClass, Policy } from '#policy';
import type { Assessment } from './assessment';
import { type Terms, termsOf } from './terms';

export type Derivation = {
  wantedCents?: number;
  /** Billed minutes: after rounding and minimum. */
  minutes?: number;
  contactAt?: string;
  determination?: { determinationId: string; faultClass: FaultClass; sharePercent?: number };
  sessions?: readonly {
    workIds: readonly string[];
    engineers: readonly string[];
    counted: readonly { from: string; to: string }[];
    seconds: number;
  }[];
  workedSeconds?: number;
  terms: Terms;
};

export const derivationOf = ({ wanted, work, contactAt, finding }: Assessment, policy: Policy): Derivation => {
  return {
    ...(wanted !== 'unchanged' && { wantedCents: wanted }),
    ...(work && {
      minutes: work.billed,
      workedSeconds: work.worked / 1000,
      sessions: work.sessions.map(({ workIds, engineers, counted, milliseconds }) => ({
        workIds,
        engineers,
        counted: counted.map(({ from, to }) => ({ from: iso(from), to: iso(to) })),
        seconds: milliseconds / 1000,
      })),
    }),
    ...(contactAt !== undefined && { contactAt: iso(contactAt) }),
    ...(finding && {
      determination: {
        determinationId: finding.determinationId,
        faultClass: finding.faultClass,
        ...(finding.sharePercent !== undefined && { sharePercent: finding.sharePercent }),
      },
    }),
    terms: termsOf(policy),
  };
};
