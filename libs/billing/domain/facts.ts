// The ticket facts that count for money, in billing's own words: the storage format of `FactNoted`. What is not here
// moves no charge.

import type { Recorded, Stamp } from '#kernel';
import type { FaultClass, Priority } from '#policy';
import type { MergeAbsorbed, TicketEvent, TicketEventOf, WorkKind } from '#ticketing';

export type BillingFact =
  | {
      kind: 'opened';
      client: string;
      policyId: string;
      policyVersion: number;
      assigned: Priority;
      /** When the client contacted us; absent where a monitoring system raised the ticket. */
      contactedAt?: string;
    }
  | { kind: 'contacted' }
  | { kind: 'contact_corrected'; was: string; contactedAt: string; by: string }
  /** `by`: who corrected it. */
  | { kind: 'priority_validated'; priority: Priority; correction: boolean; by?: string }
  | { kind: 'priority_changed'; priority: Priority }
  | { kind: 'work_logged'; workId: string; engineer: string; workKind: WorkKind; from: string; to: string }
  | { kind: 'work_amended'; workId: string; from: string; to: string }
  | { kind: 'work_voided'; workId: string }
  | { kind: 'work_closed' }
  | { kind: 'reopened'; cycle: number; event: number }
  /** It was always under this policy version. */
  | { kind: 'rebound'; policyId: string; policyVersion: number }
  | { kind: 'merged'; into: string }
  | ({ kind: 'absorbed' } & Pick<MergeAbsorbed, 'from' | 'work' | 'terms'> & { contacts: readonly string[] })
  | {
      kind: 'determined';
      cycle: number;
      determinationId: string;
      faultClass: FaultClass;
      sharePercent?: number;
      by?: string;
    }
  | { kind: 'disputed'; event: number }
  | { kind: 'settled'; event: number }
  | { kind: 'marked_billed'; postingId: string }
  /** What people wrote is gone: nothing is charged again. */
  | { kind: 'erased' };

type Translation = { readonly [T in TicketEvent['type']]?: (event: TicketEventOf<T>, stamp: Stamp) => BillingFact };

const determined = ({
  cycle,
  determination,
}: TicketEventOf<'FaultDetermined' | 'FaultDeterminationSuperseded'>): BillingFact => {
  const { id: determinationId, faultClass, sharePercent, by } = determination;
  return {
    kind: 'determined',
    cycle,
    determinationId,
    faultClass,
    ...(sharePercent !== undefined && { sharePercent }),
    by,
  };
};

const TRANSLATION: Translation = {
  TicketOpened: ({ client, policyId, policyVersion, assigned, contactedAt }) => ({
    kind: 'opened',
    client,
    policyId,
    policyVersion,
    assigned,
    ...(contactedAt !== undefined && { contactedAt }),
  }),
  ClientContactRecorded: () => ({ kind: 'contacted' }),
  ClientContactCorrected: ({ was, contactedAt }, { actor }) => ({
    kind: 'contact_corrected',
    was,
    contactedAt,
    by: actor.id,
  }),
  TicketTriaged: ({ priority }) => ({ kind: 'priority_validated', priority, correction: false }),
  PriorityCorrected: ({ to }, { actor }) => ({
    kind: 'priority_validated',
    priority: to,
    correction: true,
    by: actor.id,
  }),
  PriorityChanged: ({ to }) => ({ kind: 'priority_changed', priority: to }),
  WorkLogged: ({ workId, engineer, kind, from, to }) => ({
    kind: 'work_logged',
    workId,
    engineer,
    workKind: kind,
    from,
    to,
  }),
  WorkAmended: ({ workId, from, to }) => ({ kind: 'work_amended', workId, from, to }),
  WorkVoided: ({ workId }) => ({ kind: 'work_voided', workId }),
  TicketResolved: () => ({ kind: 'work_closed' }),
  TicketCancelled: () => ({ kind: 'work_closed' }),
  TicketRejected: () => ({ kind: 'work_closed' }),
  TicketReopened: ({ cycle, event }) => ({ kind: 'reopened', cycle, event }),
  TicketPolicyRebound: ({ policyId, policyVersion }) => ({ kind: 'rebound', policyId, policyVersion }),
  TicketMerged: ({ into }) => ({ kind: 'merged', into }),
  MergeAbsorbed: ({ from, work, terms, contacts }) => ({
    kind: 'absorbed',
    from,
    work,
    terms,
    contacts: contacts.map(({ at }) => at),
  }),
  FaultDetermined: determined,
  FaultDeterminationSuperseded: determined,
  FaultDisputed: ({ event }) => ({ kind: 'disputed', event }),
  DisputeSettled: ({ event }) => ({ kind: 'settled', event }),
  PersonalDataErased: () => ({ kind: 'erased' }),
  TicketBilled: ({ postingId }) => ({ kind: 'marked_billed', postingId }),
};

/** What a ticket event means for money; `undefined` where it means nothing. */
export const factOf = ({ event, stamp }: Recorded): BillingFact | undefined => {
  if (!Object.hasOwn(TRANSLATION, event.type)) return undefined;
  return (TRANSLATION[event.type as TicketEvent['type']] as (event: unknown, stamp: Stamp) => BillingFact)(
    event,
    stamp,
  );
};
