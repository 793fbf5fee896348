// What the words of an audit mean, and of an erasure.

export const AUDIT_WORDS: readonly Readonly<Record<string, string>>[] = [
  {
    waiver: 'a charge was given up',
    superseded: 'a determination was replaced',
    backdated: 'it was written down more than 15 minutes after it happened',
    'late-correction': 'a fact was corrected after the ticket was resolved',
    'worked-and-decided': 'somebody worked on it and determined its fault',
    overlap: 'one engineer is down for two tickets at the same time',
    automatic: 'a process did it by itself',
    'second-person': 'an act that took two persons',
    'late-change': 'a fact was changed while money was posted on it',
  },
  {
    requested: 'the person asked for it',
    no_longer_needed: 'it is needed no longer',
    consent_withdrawn: 'consent was withdrawn',
    unlawful: 'it should not have been kept',
    legal_obligation: 'the law demands it',
  },
  {
    ledger: 'postings, of whomever',
    month: 'the lines of a month',
    'ticket-ledger': 'the ledger of a ticket',
    'ticket-history': 'the events of a ticket',
    ticket: 'a ticket, its page or its clocks, by an auditor or as they stood',
    stream: 'the events of a stream',
    findings: 'what an auditor looks for in the whole store',
    keys: 'what became of API keys',
  },
  {
    'second-person': 'an act that took two persons',
    'late-change': 'a fact that was changed while money was posted on it',
  },
];
