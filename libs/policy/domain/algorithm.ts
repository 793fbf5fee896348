// Which algorithm a policy version means. A version pins the algorithm as well as the figures: a new build reads an old
// version as the build read it that published it, so that no deploy assesses an old ticket differently (docs/adr/0017).

import type { PolicyDocument } from './document';

/** Numbered as the rules moved. A version that states none was published before there was a second one, and means 1. */
export const ALGORITHMS = [1, 2] as const;
export type Algorithm = (typeof ALGORITHMS)[number];
/** What a document means that is published today and states none. */
const CURRENT_ALGORITHM: Algorithm = 2;
export const algorithmOf = ({ algorithm }: Pick<PolicyDocument, 'algorithm'>): Algorithm => algorithm ?? 1;

/** What the assigned priority of a ticket is while nobody has looked at it. */
export const UNTRIAGED_P1 = ['as-requested', 'channel-default'] as const;
export type UntriagedP1 = (typeof UNTRIAGED_P1)[number];

/** Everything in which the algorithms differ. Deciders and assessments ask this table, never the number. */
export type AlgorithmRules = {
  /** What a refusal of the terms takes out of the bill: the whole event if it is the last answer, or what is worked after it. */
  readonly refusedTerms: 'whole-event' | 'work-after';
  readonly untriagedP1: UntriagedP1;
  /** Longer work entries are refused; null: none is too long. */
  readonly maxEntryMinutes: number | null;
  /** A charge that takes an event above this waits for an approval; null: none does. */
  readonly chargeApprovalOverCents: number | null;
  /** Whether a ledger records that late work waits; before, it waited unseen. */
  readonly lateWorkIsRecorded: boolean;
  /** How far back anybody but a supervisor dates a contact, in hours. */
  readonly contactBackHours: number;
};

/** What every build did before a policy could say it, and what a document means that does not state it. */
const CONTACT_BACK_HOURS = 72;
export const contactBackHoursOf = ({ sla }: Pick<PolicyDocument, 'sla'>): number =>
  sla.contactBackHours ?? CONTACT_BACK_HOURS;

/** The switches that came with algorithm 2, as a document means them that does not state them. */
const SWITCHES_OF_2 = { untriagedP1: 'as-requested', maxEntryMinutes: 960, chargeApprovalOverCents: 200_000 } as const;

const RULES: { readonly [A in Algorithm]: (document: PolicyDocument) => AlgorithmRules } = {
  1: (document) => ({
    refusedTerms: 'whole-event',
    untriagedP1: 'channel-default',
    maxEntryMinutes: null,
    chargeApprovalOverCents: null,
    lateWorkIsRecorded: false,
    contactBackHours: contactBackHoursOf(document),
  }),
  2: ({ afterHours, billing, ...document }) => ({
    refusedTerms: 'work-after',
    untriagedP1: afterHours.untriagedP1 ?? SWITCHES_OF_2.untriagedP1,
    maxEntryMinutes: billing.maxEntryMinutes ?? SWITCHES_OF_2.maxEntryMinutes,
    // Null is an answer of its own here.
    chargeApprovalOverCents:
      billing.chargeApprovalOverCents === undefined
        ? SWITCHES_OF_2.chargeApprovalOverCents
        : billing.chargeApprovalOverCents,
    lateWorkIsRecorded: true,
    contactBackHours: contactBackHoursOf(document),
  }),
};
export const rulesOf = (document: PolicyDocument): AlgorithmRules => RULES[algorithmOf(document)](document);

/** A document as it is published: it states its algorithm, and every switch that belongs to it. */
export const withAlgorithm = (document: PolicyDocument): PolicyDocument => {
  const algorithm = document.algorithm ?? CURRENT_ALGORITHM;
  const stated = { ...document, algorithm };
  if (algorithm === 1) return stated;
  const { untriagedP1, maxEntryMinutes, chargeApprovalOverCents, contactBackHours } = rulesOf(stated);
  return {
    ...stated,
    sla: { ...document.sla, contactBackHours },
    afterHours: { ...document.afterHours, untriagedP1 },
    billing: { ...document.billing, ...(maxEntryMinutes !== null && { maxEntryMinutes }), chargeApprovalOverCents },
  };
};

/** Switches that a document states though its algorithm has no meaning for them. */
export const switchesWithoutMeaning = (document: PolicyDocument): readonly string[] => {
  if (document.algorithm !== 1) return [];
  const { afterHours, billing } = document;
  return [
    ...(afterHours.untriagedP1 === undefined ? [] : ['afterHours.untriagedP1']),
    ...(billing.maxEntryMinutes === undefined ? [] : ['billing.maxEntryMinutes']),
    ...(billing.chargeApprovalOverCents === undefined ? [] : ['billing.chargeApprovalOverCents']),
  ].map((place) => `${place}: has no meaning under algorithm 1. Take it out, or leave algorithm out.`);
};
