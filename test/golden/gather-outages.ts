import { type Store, uuidv5 } from '#event-store';
import { decideAndAppend } from '#kernel';
import { type HoldCommand, type OutageCommand, outage, outageHold } from '#outages';

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
