// What an event says, in one line for people. What the page has no sentence for is called by its name.

import type { TimelineLine } from '../types.gen';
import { CHANNEL, dollars, FAULT, inWords, POSTING } from '../words';

export type Line = TimelineLine & Readonly<Record<string, unknown>>;
export type Kind = 'talk' | 'progress' | 'money';
type Sentence = {
  readonly kind: Kind;
  readonly title: string;
  readonly text?: string;
  readonly internal?: true;
  /** Whose bytes are there to download, by their hash. */
  readonly sha256?: string;
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const by = (channel: unknown): string => CHANNEL[text(channel) as keyof typeof CHANNEL] ?? '';
const sentence = (kind: Kind, title: string, words?: unknown): Sentence =>
  text(words) === '' ? { kind, title } : { kind, title, text: text(words) };
const fault = (determination: unknown): string => {
  const { faultClass, sharePercent } = (determination ?? {}) as {
    faultClass?: keyof typeof FAULT;
    sharePercent?: number;
  };
  const name = faultClass ? FAULT[faultClass].toLowerCase() : 'decided';
  return sharePercent === undefined ? name : `${name}, ${sharePercent} % the client’s`;
};
const reasonOf = (line: Line): unknown => (line.determination as { reason?: unknown } | undefined)?.reason;

const SENTENCES: Readonly<Record<string, (line: Line) => Sentence>> = {
  TicketOpened: (e) => sentence('talk', `Opened ${by(e.channel)}, asked for ${text(e.requested)}`, e.summary),
  ClientContactRecorded: (e) => sentence('talk', `The client got in touch ${by(e.channel)}`),
  ClientContactCorrected: (e) => sentence('talk', `Contact corrected ${by(e.channel)}`, e.reason),
  TelephoneSupportRedirected: (e) => sentence('talk', `Telephone support redirected to ${text(e.to)}`, e.reason),
  ReplySent: (e) => sentence('talk', `Replied ${by(e.channel)}`, e.text),
  ReplyRetracted: () => sentence('talk', 'A reply was taken back'),
  ReplyBounced: () => sentence('talk', 'A reply came back'),
  NoteAdded: (e) => ({ ...sentence('talk', 'Internal note', e.text), internal: true }),
  AttachmentAdded: (e) => ({
    ...sentence('talk', `Attached ${text(e.name)}`),
    ...(text(e.sha256) !== '' && { sha256: text(e.sha256) }),
  }),
  CustomerActionRequested: (e) => sentence('talk', 'Waits for the client', e.ask),
  ThirdPartyReferred: (e) => sentence('progress', 'Waits for a third party', e.ask),
  WorkScheduled: (e) => sentence('progress', 'Work is scheduled', e.ask),
  TicketResumed: (e) => sentence('progress', 'Goes on', e.because),
  TicketTriaged: (e) => sentence('progress', `Triaged: ${text(e.priority)}`),
  PriorityChanged: (e) => sentence('progress', `Priority ${text(e.from)} → ${text(e.to)}`, e.reason),
  PriorityCorrected: (e) => sentence('progress', `Priority corrected ${text(e.from)} → ${text(e.to)}`, e.reason),
  TicketAssigned: (e) => sentence('progress', e.assignee ? `Assigned to ${text(e.assignee)}` : 'Assigned', e.reason),
  TicketUnassigned: (e) => sentence('progress', 'Unassigned', e.reason),
  TicketEscalated: (e) => sentence('progress', `Escalated tier ${e.from} → ${e.to}`, e.reason),
  TicketDeescalated: (e) => sentence('progress', `De-escalated tier ${e.from} → ${e.to}`, e.reason),
  WorkStarted: () => sentence('progress', 'Work started'),
  WorkLogged: (e) => sentence('progress', e.engineer ? `Work logged for ${text(e.engineer)}` : 'Work logged'),
  WorkAmended: (e) => sentence('progress', 'Work amended', e.reason),
  WorkVoided: (e) => sentence('progress', 'Work voided', e.reason),
  ServiceRestored: () => sentence('progress', 'Service restored'),
  TicketResolved: (e) => sentence('progress', `Resolved: ${inWords(text(e.code)).toLowerCase()}`, e.note),
  TicketClosed: (e) => sentence('progress', 'Closed', e.reason),
  TicketReopened: (e) => sentence('progress', `Reopened ${by(e.channel)}`, e.reason),
  TicketCancelled: (e) => sentence('progress', 'Cancelled', e.reason),
  TicketMerged: (e) => sentence('progress', `Merged into ${text(e.into)}`),
  MergeAbsorbed: (e) => sentence('progress', `Took over ${text(e.from)}`),
  FaultDetermined: (e) => sentence('money', `Fault: ${fault(e.determination)}`, reasonOf(e)),
  FaultDeterminationSuperseded: (e) =>
    sentence('money', `Fault determined anew: ${fault(e.determination)}`, reasonOf(e)),
  FaultDisputed: (e) => sentence('money', 'Disputed', e.reason),
  DisputeSettled: (e) => sentence('money', 'Dispute settled', e.reason),
  TicketBilled: (e) =>
    sentence('money', `${dollars(Number(e.cents))} ${POSTING[text(e.kind) as keyof typeof POSTING] ?? ''} posted`),
  TermsDisclosed: (e) => sentence('money', `Told the terms ${by(e.channel)}`, e.words),
  TermsAccepted: () => sentence('money', 'The client accepted the terms'),
  TermsDeclined: () => sentence('money', 'The client declined the terms'),
  BillingApproved: (e) => sentence('money', 'Charge approved', e.reason),
  BillingWaived: (e) => sentence('money', 'Charge waived', e.reason),
  BillingReinstated: (e) => sentence('money', 'Charge reinstated', e.reason),
};
const MONEY = /^(Billing|Charge|Terms|Fault|Credit|Supplementary|Dispute|Act|Decision|LateWork)/;

export const sentenceOf = (line: TimelineLine): Sentence => {
  const known = SENTENCES[line.event];
  if (known) return known(line as Line);
  return sentence(
    line.stream === 'billing' || MONEY.test(line.event) ? 'money' : 'progress',
    inWords(line.event),
    (line as Line).reason,
  );
};

const LATE_MS = 60_000;
/** How much later than it happened it was written down; nothing where that is not worth a word. */
export const writtenLater = ({ at, recordedAt }: Pick<TimelineLine, 'at' | 'recordedAt'>): number | undefined => {
  const late = Date.parse(recordedAt) - Date.parse(at);
  return late >= LATE_MS ? late : undefined;
};
