// What nobody outside hears of. Every event of a ticket, its clocks and its ledger is here or is told: whoever adds one
// decides.

export const INTERNAL: readonly string[] = [
  // ticket-
  'WorkStarted',
  'WorkLogged',
  'WorkAmended',
  'WorkVoided',
  'ReplySent',
  'NoteAdded',
  'AttachmentAdded',
  'CustomerActionRequested',
  'ThirdPartyReferred',
  'WorkScheduled',
  'TicketResumed',
  'MergeAbsorbed',
  'TicketBilled', // the posting itself is told
  'TelephoneSupportRedirected',
  'VoicemailReceived', // that the ticket was opened by voicemail is told
  'PriorityRequested',
  'TicketPolicyRebound', // what it moves is told: a breach, its withdrawal, a posting
  'TicketLinked',
  'ClientContactCorrected', // what it moves is told: a breach, its withdrawal, a posting
  'ReplyRetracted', // likewise
  'ReplyBounced',
  'TicketReserved',
  'TicketReleased',
  'ActProposed',
  'ActApproved',
  'ActDeclined',
  'ActLapsed',
  'FaultReviewClaimed',
  'FaultReviewReleased',
  'EvidenceAdded',
  'FaultProposed',
  'RepeatTroubleDismissed',
  // sla-
  'TargetSet',
  'TargetPaused',
  'TargetResumed',
  'TargetCancelled',
  // billing-
  'FactNoted',
  'MergeExpected',
  'MergeHandedOn',
  'FaultReviewReminded',
  'ChargeNotApplicable',
  'BillingHeld',
  'TermsDisclosed',
  'TermsAccepted',
  'TermsDeclined',
  'BillingApproved',
  'BillingReinstated',
  'LateWorkHeld',
  'LateWorkReleased',
  'LedgerReserved',
  'LedgerReleased',
  'DecisionProposed',
  'DecisionApproved',
  'DecisionDeclined',
  'DecisionLapsed',
];
