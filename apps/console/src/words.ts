// What codes are called here. The API's own description has what each means (docs/openapi.json); these are for buttons,
// badges and sentences.

export const PRIORITY_MEANS = {
  P1: 'everything is down',
  P2: 'badly degraded',
  P3: 'one user, or a workaround',
  P4: 'a question or a change',
} as const;

export const STATE = {
  new: 'New',
  triaged: 'Triaged',
  assigned: 'Assigned',
  in_progress: 'In progress',
  awaiting_customer: 'Waiting for client',
  awaiting_third_party: 'Waiting for a third party',
  scheduled: 'Scheduled',
  resolved: 'Resolved',
  closed: 'Closed',
  cancelled: 'Cancelled',
  rejected: 'Rejected',
  merged: 'Merged',
} as const;
export const ON_HOLD = ['awaiting_customer', 'awaiting_third_party', 'scheduled'];
export const STEPS = ['new', 'triaged', 'assigned', 'in_progress', 'resolved', 'closed'] as const;

export const FAULT = {
  provider: 'Ours',
  third_party_provider_side: 'A third party on our side',
  client: 'The client’s',
  third_party_client_side: 'A third party on the client’s side',
  force_majeure: 'Force majeure',
  shared: 'Shared',
  undetermined: 'Cannot be determined',
} as const;
/** The same to a client. */
export const FAULT_TO_CLIENT: Readonly<Record<keyof typeof FAULT, string>> = {
  ...FAULT,
  provider: 'ours',
  third_party_provider_side: 'a third party’s on our side',
  client: 'yours',
  third_party_client_side: 'a third party’s on your side',
  force_majeure: 'nobody’s: force majeure',
  shared: 'shared',
  undetermined: 'not to be determined',
};
export const OUTCOME = {
  charged: 'charged',
  held: 'waits for an approval',
  pending: 'waits for the fault review',
  waived: 'waived',
  not_applicable: 'nothing is owed',
  credited: 'credited',
} as const;
export const OUTCOME_WOULD = {
  charged: 'is charged at once',
  held: 'waits for an approval',
  pending: 'stays open',
  waived: 'is waived',
  not_applicable: 'nothing is owed',
  credited: 'is credited',
} as const;
export const POSTING = {
  charge: 'charge',
  supplementary: 'supplementary charge',
  credit: 'credit',
  rebill: 'charge anew',
} as const;
export const CHANNEL = {
  phone: 'by phone',
  voicemail: 'by voicemail',
  email: 'by e-mail',
  portal: 'in the portal',
  api: 'from the client’s system',
} as const;
export const TARGET = { respond: 'Respond', update: 'Update', restore: 'Restore', resolve: 'Resolve' } as const;
export const RULE: Readonly<Record<string, string>> = {
  disputed: 'The client disputes it',
  correction: 'The priority was corrected to P1 afterwards',
  late_work: 'Work was logged late',
  waiver_above_limit: 'It gives up more than one person may',
  reinstatement: 'It takes a waiver back',
  supersession: 'It replaces a determination',
  override: 'Who judges has worked on it',
  lowers_what_is_posted: 'It takes back more than one person may waive',
  involved_in_the_charge: 'Who approves has had a hand in it',
  policy_rebind: 'It puts the ticket under another policy version',
  fault_force_majeure: 'Force majeure needs an approval',
  fault_shared: 'A shared fault needs an approval',
  fault_undetermined: 'The fault cannot be determined',
  contact_in_hours: 'The client got in touch within office hours',
  not_p1: 'It was no P1',
  merged: 'It goes on in another ticket',
  no_client_contact: 'The client did not get in touch',
  terms_declined: 'The client declined the terms',
  no_off_hours_work: 'Nobody worked on it off-hours',
  fault_provider: 'The fault was ours',
  fault_third_party_provider_side: 'The fault was a third party’s on our side',
};

type CommandWords = {
  readonly group: 'Talk' | 'Progress' | 'Priority and people' | 'Fault and money' | 'Record';
  /** The key that opens it. */
  readonly key?: string;
  /** It ends something, or cannot be taken back by a click. */
  readonly careful?: true;
};
const COMMAND: Readonly<Record<string, CommandWords>> = {
  SendReply: { group: 'Talk', key: 'r' },
  AddNote: { group: 'Talk', key: 'n' },
  RecordContact: { group: 'Talk' },
  AwaitCustomer: { group: 'Talk', key: 'w' },
  AddAttachment: { group: 'Talk' },
  RedirectTelephoneSupport: { group: 'Talk' },
  DiscloseTerms: { group: 'Talk' },
  RetractReply: { group: 'Talk', careful: true },
  RecordBounce: { group: 'Talk' },
  TriageTicket: { group: 'Priority and people', key: 'p' },
  ChangePriority: { group: 'Priority and people' },
  CorrectPriority: { group: 'Priority and people' },
  AssignTicket: { group: 'Priority and people', key: 'a' },
  UnassignTicket: { group: 'Priority and people' },
  EscalateTicket: { group: 'Priority and people' },
  DeescalateTicket: { group: 'Priority and people' },
  StartWork: { group: 'Progress', key: 's' },
  LogWork: { group: 'Progress', key: 'l' },
  AmendWork: { group: 'Progress' },
  VoidWork: { group: 'Progress', careful: true },
  AwaitThirdParty: { group: 'Progress' },
  ScheduleWork: { group: 'Progress' },
  ResumeTicket: { group: 'Progress' },
  RestoreService: { group: 'Progress', key: 'b' },
  ResolveTicket: { group: 'Progress', key: 'e' },
  CloseTicket: { group: 'Progress' },
  ReopenTicket: { group: 'Progress' },
  CancelTicket: { group: 'Record', careful: true },
  RejectTicket: { group: 'Record', careful: true },
  MergeTicket: { group: 'Record', careful: true },
  LinkTicket: { group: 'Record' },
  CorrectContact: { group: 'Record' },
  RebindPolicy: { group: 'Record', careful: true },
  EraseTicket: { group: 'Record', careful: true },
  DetermineFault: { group: 'Fault and money' },
  SupersedeDetermination: { group: 'Fault and money', careful: true },
  DisputeFault: { group: 'Fault and money' },
  SettleDispute: { group: 'Fault and money' },
  AcceptTerms: { group: 'Fault and money' },
  DeclineTerms: { group: 'Fault and money' },
  ApproveBilling: { group: 'Fault and money' },
  WaiveBilling: { group: 'Fault and money', careful: true },
  ReinstateBilling: { group: 'Fault and money' },
  ApproveProposal: { group: 'Fault and money' },
  DeclineProposal: { group: 'Fault and money', careful: true },
};
/** How a command is shown; what it is called the server says. */
export const commandWords = (command: string): CommandWords => COMMAND[command] ?? { group: 'Record' };
/** `WorkLogged` → `Work logged`; `after_hours_emergency` → `After hours emergency`. */
export const inWords = (code: string): string => {
  const words = code
    .replace(/[_.-]/g, ' ')
    .replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
};

export const dollars = (cents: number): string =>
  (cents / 100).toLocaleString('en-US', { style: 'currency', currency: 'USD' });
/** A ticket's number in threes, as it is read out. */
export const inThrees = (ticketId: string): string => ticketId.replace(/(.{3})(?=.)/g, '$1 ');
