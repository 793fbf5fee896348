import { ledgerMonths, type MonthCommand } from '#billing';
import { type Store, uuidv5 } from '#event-store';
import { decideAndAppend } from '#kernel';
import { type HoldCommand, type OutageCommand, outage, outageHold } from '#outages';
import { type ResourceCommand, resources, type TrainingCommand, training } from '#training';

const NAMES = '7c1d9a52-0b6e-5a34-9d0e-2f4f6b8a1c33';
const ISO = '2026-03-16T14:00:00.000Z';
const contextOf = (name: string) => ({
  commandId: uuidv5(NAMES, name),
  actor: { id: 'sue', role: 'supervisor' },
  at: ISO,
});
const T = '7K3M9QXZW';
const noticeId = uuidv5(NAMES, 'notice');
const causeId = uuidv5(NAMES, 'cause');

const ON_OUTAGE: readonly OutageCommand[] = [
  { type: 'OpenOutage', summary: 'Trunks of the north ring are down', startedAt: ISO },
  { type: 'AttachTicket', ticketId: T, client: 'acme' },
  { type: 'AttachTicket', ticketId: '7K3M9QXZV', client: 'globex' },
  { type: 'DetachTicket', ticketId: '7K3M9QXZV', reason: 'Their own router' },
  { type: 'GiveNotice', noticeId, text: 'A fibre was cut' },
  { type: 'NotePassedOn', noticeId, ticketId: T, outcome: 'replied', contact: 'bob' },
  { type: 'FindCause', causeId, faultClass: 'shared', sharePercent: 50, reason: 'Both power supplies failed' },
  { type: 'NoteProposed', causeId, ticketId: T, outcome: 'proposed' },
  { type: 'CloseOutage', note: 'Spliced at 05:40' },
  { type: 'EraseOutage', ground: 'no_longer_needed' },
];
const ON_HOLD: readonly HoldCommand[] = [
  { type: 'HoldTicket', outageId: 'O-7K3M9QXZX' },
  { type: 'LetTicketGo', outageId: 'O-7K3M9QXZX' },
];

/** An outage from its opening to its erasure, and a ticket that it held. The streams that they left. */
export const outageLived = async (store: Store): Promise<readonly string[]> => {
  const [stream, held] = ['outage-O-7K3M9QXZX', `outaged-${T}`];
  for (const [n, command] of ON_OUTAGE.entries())
    await decideAndAppend(store, stream, outage, command, contextOf(`outage ${n}`));
  for (const [n, command] of ON_HOLD.entries())
    await decideAndAppend(store, held, outageHold, command, contextOf(`hold ${n}`));
  return [stream, held];
};

const ON_TRAINING: readonly TrainingCommand[] = [
  { type: 'ReleaseFeature', product: 'sip-trunk', feature: 'Fail-over', url: 'https://docs.desk.example/fail-over' },
  {
    type: 'ScheduleTraining',
    startsAt: '2026-03-16T14:30:00.000Z',
    endsAt: '2026-03-16T15:30:00.000Z',
    joinUrl: 'https://meet.desk.example/fail-over',
  },
  { type: 'InviteStaff', client: 'acme', contact: 'bob' },
];
const ON_RESOURCES: readonly ResourceCommand[] = [
  {
    type: 'ListResource',
    resourceId: 'sip-fail-over',
    product: 'sip-trunk',
    title: 'Fail-over',
    url: 'https://docs.desk.example/fail-over',
  },
  { type: 'RemoveResource', resourceId: 'sip-fail-over' },
];
/** A training that was held, one that was not, and a link that was listed and taken away. The streams that they left. */
export const trainingHeld = async (store: Store): Promise<readonly string[]> => {
  const [held, not, catalog] = ['training-7K3M9QXZY', 'training-7K3M9QXZZ', 'resources-catalog'];
  for (const stream of [held, not])
    for (const [n, command] of ON_TRAINING.entries())
      await decideAndAppend(store, stream, training, command, contextOf(`${stream} ${n}`));
  const later = { ...contextOf('attended'), at: '2026-03-16T14:45:00.000Z' };
  await decideAndAppend(store, held, training, { type: 'NoteAttendance', client: 'acme', contact: 'bob' }, later);
  await decideAndAppend(store, not, training, { type: 'CancelTraining' }, contextOf('cancelled'));
  for (const [n, command] of ON_RESOURCES.entries())
    await decideAndAppend(store, catalog, resources, command, contextOf(`resources ${n}`));
  return [held, not, catalog];
};

const place = { month: '2026-02', client: 'acme' } as const;
const ON_MONTHS: readonly MonthCommand[] = [
  {
    type: 'CloseMonth',
    month: '2026-02',
    endedAt: ISO,
    lines: [{ postingId: `${T}/1/1`, client: 'acme', cents: 18_750 }],
  },
  { type: 'AskForInvoice', ...place },
  { type: 'BeginHandover', ...place, by: 'one' },
  { type: 'NoteUncertain', ...place, reason: 'hung up before it had answered' },
  { type: 'NoteNotFound', ...place },
  { type: 'BeginHandover', ...place, by: 'one' },
  { type: 'NoteRefused', ...place, reason: 'answered 422', forGood: true },
];
/** The invoice of a month, asked for in vain. The stream that it left. */
export const invoiceAsked = async (store: Store): Promise<readonly string[]> => {
  const stream = 'months-golden';
  for (const [n, command] of ON_MONTHS.entries())
    await decideAndAppend(store, stream, ledgerMonths, command, contextOf(`months ${n}`));
  return [stream];
};
