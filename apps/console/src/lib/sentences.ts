// What an event says, in one line for people. What the page has no sentence for is called by its name.

import type { TimelineLine } from '../types.gen';
import { CHANNEL, dollars, FAULT, inWords, POSTING } from '../words';

export type Line = TimelineLine & Readonly<Record<string, unknown>>;
export type Kind = 'talk' | 'progress' | 'money';
type Said = {
  readonly kind: Kind;
  readonly title: string;
  readonly text?: string;
  readonly internal?: true;
  /** Whose bytes are there to download, by their hash. */
  readonly sha256?: string;
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const by = (channel: unknown): string => CHANNEL[text(channel) as keyof typeof CHANNEL] ?? '';
const said = (kind: Kind, title: string, words?: unknown): Said =>
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

const SENTENCES: Readonly<Record<string, (line: Line) => Said>> = {
  TicketOpened: (e) => said('talk', `Opened ${by(e.channel)}, asked for ${text(e.requested)}`, e.summary),
  ClientContactRecorded: (e) => said('talk', `The client got in touch ${by(e.channel)}`),
  ClientContactCorrected: (e) => said('talk', `Contact corrected ${by(e.channel)}`, e.reason),
  TelephoneSupportRedirected: (e) => said('talk', `Telephone support redirected to ${text(e.to)}`, e.reason),
  ReplySent: (e) => said('talk', `Replied ${by(e.channel)}`, e.text),
  ReplyRetracted: () => said('talk', 'A reply was taken back'),
  ReplyBounced: () => said('talk', 'A reply came back'),
  NoteAdded: (e) => ({ ...said('talk', 'Internal note', e.text), internal: true }),
  AttachmentAdded: (e) => ({
    ...said('talk', `Attached ${text(e.name)}`),
    ...(text(e.sha256) !== '' && { sha256: text(e.sha256) }),
  }),
  CustomerActionRequested: (e) => said('talk', 'Waits for the client', e.ask),
  ThirdPartyReferred: (e) => said('progress', 'Waits for a third party', e.ask),
  WorkScheduled: (e) => said('progress', 'Work is scheduled', e.ask),
  TicketResumed: (e) => said('progress', 'Goes on', e.because),
  TicketTriaged: (e) => said('progress', `Triaged: ${text(e.priority)}`),
  PriorityChanged: (e) => said('progress', `Priority ${text(e.from)} → ${text(e.to)}`, e.reason),
  PriorityCorrected: (e) => said('progress', `Priority corrected ${text(e.from)} → ${text(e.to)}`, e.reason),
  TicketAssigned: (e) => said('progress', e.assignee ? `Assigned to ${text(e.assignee)}` : 'Assigned', e.reason),
  TicketUnassigned: (e) => said('progress', 'Unassigned', e.reason),
  TicketEscalated: (e) => said('progress', `Escalated tier ${e.from} → ${e.to}`, e.reason),
  TicketDeescalated: (e) => said('progress', `De-escalated tier ${e.from} → ${e.to}`, e.reason),
  WorkStarted: () => said('progress', 'Work started'),
  WorkLogged: (e) => said('progress', e.engineer ? `Work logged for ${text(e.engineer)}` : 'Work logged'),
  WorkAmended: (e) => said('progress', 'Work amended', e.reason),
  WorkVoided: (e) => said('progress', 'Work voided', e.reason),
  ServiceRestored: () => said('progress', 'Service restored'),
  TicketResolved: (e) => said('progress', `Resolved: ${inWords(text(e.code)).toLowerCase()}`, e.note),
  TicketClosed: (e) => said('progress', 'Closed', e.reason),
  TicketReopened: (e) => said('progress', `Reopened ${by(e.channel)}`, e.reason),
  TicketCancelled: (e) => said('progress', 'Cancelled', e.reason),
  TicketMerged: (e) => said('progress', `Merged into ${text(e.into)}`),
  MergeAbsorbed: (e) => said('progress', `Took over ${text(e.from)}`),
  FaultDetermined: (e) => said('money', `Fault: ${fault(e.determination)}`, reasonOf(e)),
  FaultDeterminationSuperseded: (e) => said('money', `Fault determined anew: ${fault(e.determination)}`, reasonOf(e)),
  FaultDisputed: (e) => said('money', 'Disputed', e.reason),
  DisputeSettled: (e) => said('money', 'Dispute settled', e.reason),
  TicketBilled: (e) =>
    said('money', `${dollars(Number(e.cents))} ${POSTING[text(e.kind) as keyof typeof POSTING] ?? ''} posted`),
  TermsDisclosed: (e) => said('money', `Told the terms ${by(e.channel)}`, e.words),
  TermsAccepted: () => said('money', 'The client accepted the terms'),
  TermsDeclined: () => said('money', 'The client declined the terms'),
  BillingApproved: (e) => said('money', 'Charge approved', e.reason),
  BillingWaived: (e) => said('money', 'Charge waived', e.reason),
  BillingReinstated: (e) => said('money', 'Charge reinstated', e.reason),
};
const MONEY = /^(Billing|Charge|Terms|Fault|Credit|Supplementary|Dispute|Act|Decision|LateWork)/;

export const sentenceOf = (line: TimelineLine): Said => {
  const known = SENTENCES[line.event];
  if (known) return known(line as Line);
  return said(
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
