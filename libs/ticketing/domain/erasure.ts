// ticket-<id>, the erasure of what is personal in it. The fact comes first; the keys are destroyed because of it.

import { DomainError, type Instead } from '#kernel';
import type { DisputeEvent } from './dispute';
import type { FaultDeterminationSuperseded } from './fault-review';
import type { TicketPart } from './part';
import type { PriorityCorrected } from './priority';
import type { ActDeclined, ActProposed } from './proposals';
import type { WorkVoided } from './work';

/** On which ground, as a code: a sentence might say whose data it was. */
export const ERASURE_GROUNDS = [
  'requested',
  'no_longer_needed',
  'consent_withdrawn',
  'unlawful',
  'legal_obligation',
] as const;
export type ErasureGround = (typeof ERASURE_GROUNDS)[number];
export type PersonalDataErased = {
  type: 'PersonalDataErased';
  ground: ErasureGround;
  /** How many texts the ledger held: one more, and there is something to erase again. */
  ledgerTexts: number;
};
/** What may still be said of an erased ticket, because money needs it, comes with a text of its own. */
type Texts = DisputeEvent | FaultDeterminationSuperseded | WorkVoided | PriorityCorrected | ActProposed | ActDeclined;

export type Erasure = {
  /** How many texts of the ledger were erased with it; absent where nothing was erased. */
  readonly ledgerTexts?: number;
  /** Something was written on the ticket since. */
  readonly spoken: boolean;
};
export type EraseTicket = {
  type: 'EraseTicket';
  ground: ErasureGround;
  ledgerTexts: number;
  /** Under which the ledger is reserved: what is read of it does not change meanwhile. */
  reservationId?: string;
  /** What has to come first; absent where nothing has. */
  notYet?: NotYet;
};

/** `why` is a sentence. */
export type NotYet = { readonly why: string; readonly instead?: Instead };

const spoken = (state: Erasure): Erasure => ({ ...state, spoken: true });

export const erasure: TicketPart<EraseTicket, Erasure, PersonalDataErased, PersonalDataErased | Texts> = {
  initial: { spoken: false },
  evolve: {
    PersonalDataErased: (_state, { ledgerTexts }) => ({ ledgerTexts, spoken: false }),
    FaultDisputed: spoken,
    DisputeSettled: spoken,
    FaultDeterminationSuperseded: spoken,
    WorkVoided: spoken,
    PriorityCorrected: spoken,
    ActProposed: spoken,
    ActDeclined: spoken,
  },
  decide: {
    EraseTicket: ({ ground, ledgerTexts, notYet }, { erasure: { spoken, ledgerTexts: erased } }) => {
      if (!spoken && erased === ledgerTexts) return [];
      if (notYet) throw new DomainError<ErasureProblem>('erasure.not-yet', notYet.why, notYet.instead);
      return [{ type: 'PersonalDataErased', ground, ledgerTexts }];
    },
  },
};
export const isErased = ({ ledgerTexts }: Erasure): boolean => ledgerTexts !== undefined;
export type ErasureProblem = 'erasure.not-yet';
