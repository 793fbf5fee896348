// The status of a ticket, folded from its events: the one fold of the lifecycle, of lists and of the board.

import type { Status } from './lifecycle';
import type { TicketEvent } from './ticket';

type Shown = Exclude<Status, 'none'>;
type Before = { readonly status: Shown; readonly validated: boolean };

const BEFORE_WORK: readonly Status[] = ['new', 'triaged', 'assigned'];
/** Work that has not begun begins; what waits goes on waiting. */
const begun =
  (to: 'assigned' | 'in_progress') =>
  ({ status }: Before): Shown =>
    BEFORE_WORK.includes(status) ? to : status;
const always = (to: Shown) => (): Shown => to;

const AFTER: { readonly [T in TicketEvent['type']]?: (before: Before) => Shown } = {
  TicketOpened: always('new'),
  TicketTriaged: ({ status }) => (status === 'new' ? 'triaged' : status),
  TicketAssigned: begun('assigned'),
  // What nobody has begun to work on waits to be assigned again.
  TicketUnassigned: ({ status, validated }) => {
    if (status !== 'assigned') return status;
    return validated ? 'triaged' : 'new';
  },
  WorkStarted: begun('in_progress'),
  WorkLogged: begun('in_progress'),
  CustomerActionRequested: always('awaiting_customer'),
  ThirdPartyReferred: always('awaiting_third_party'),
  WorkScheduled: always('scheduled'),
  TicketResumed: always('in_progress'),
  TicketResolved: always('resolved'),
  TicketClosed: always('closed'),
  TicketReopened: always('in_progress'),
  TicketCancelled: always('cancelled'),
  TicketRejected: always('rejected'),
  TicketMerged: always('merged'),
};

/** The status after an event of this type; as it was where the event changes none. */
export const statusAfter = (type: string, before: Before): Shown =>
  Object.hasOwn(AFTER, type) ? (AFTER[type as TicketEvent['type']]?.(before) ?? before.status) : before.status;
