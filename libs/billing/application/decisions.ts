// Every decision about a ledger, as people are told of it: where, in which words, and whether it is possible now.

import type { Policy } from '#policy';
import { type CommandRow, type LegalCommand, type NotNow, offerOf } from '#ticketing';
import type { Ledger } from '../domain/ledger-state';
import { DECISION_RULES, type Decision, whyNotDecided } from '../domain/legal-decisions';
import { PROPOSAL_DECIDERS } from '../domain/proposals';

type CommandWords = Pick<CommandRow, 'path' | 'label' | 'summary' | 'preset'>;
const TERMS = { path: 'terms', summary: 'The client accepts or declines the after-hours charge' };
const COMMAND_WORDS: { readonly [D in Decision]: CommandWords } = {
  DiscloseTerms: {
    path: 'terms/disclosures',
    label: 'Terms were shown',
    summary: 'Record that the client was shown the terms: the words are those of GET …/terms',
  },
  AcceptTerms: { ...TERMS, label: 'Accept the terms', preset: { accepted: true } },
  DeclineTerms: { ...TERMS, label: 'Decline the terms', preset: { accepted: false } },
  ApproveBilling: {
    path: 'billing/approval',
    label: 'Approve',
    summary: 'Release everything of the event that waits for an approval',
  },
  WaiveBilling: {
    path: 'billing/waiver',
    label: 'Waive',
    summary: 'Give up what the event costs; above the limit it is proposed',
  },
  ReinstateBilling: {
    path: 'billing/reinstatement',
    label: 'Take the waiver back',
    summary: 'Propose to take a waiver back',
  },
};
const NAMES = Object.keys(COMMAND_WORDS) as readonly Decision[];
export const BILLING_COMMANDS = Object.fromEntries(
  NAMES.map((decision) => {
    const { by: roles, needsSecond } = DECISION_RULES[decision];
    return [decision, { ...COMMAND_WORDS[decision], roles, ...(needsSecond && { needsSecond }) }];
  }),
) as { readonly [D in Decision]: CommandRow };

/** Where the second person says yes or no, of tickets and of money alike. */
export const PROPOSAL_COMMANDS = {
  ApproveProposal: {
    path: 'proposals/{proposalId}/approval',
    roles: PROPOSAL_DECIDERS,
    label: 'Approve',
    summary: 'Approve it, as the second person: it takes effect at once',
  },
  DeclineProposal: {
    path: 'proposals/{proposalId}/refusal',
    roles: PROPOSAL_DECIDERS,
    label: 'Decline',
    summary: 'Decline it, or take it back: nothing happens',
  },
} as const satisfies Readonly<Record<string, CommandRow>>;

/** What changes something about the last after-hours event, and what does not, and why. `at` is ISO 8601, UTC. */
export const decisionsOf = (
  ticketId: string,
  state: Ledger,
  asked: { readonly policy: Policy; readonly at: string },
  roles?: readonly string[],
): { readonly commands: readonly LegalCommand[]; readonly notNow: readonly NotNow[] } => {
  const commands: LegalCommand[] = [];
  const notNow: NotNow[] = [];
  for (const command of NAMES) {
    const row = BILLING_COMMANDS[command];
    if (roles && !roles.some((role) => (row.roles as readonly string[]).includes(role))) continue;
    const why = whyNotDecided(command, ticketId, state, asked);
    if (why === undefined) commands.push(offerOf(ticketId, command, row));
    else notNow.push({ command, label: row.label, why });
  }
  return { commands, notNow };
};
