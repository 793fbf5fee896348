// One rule for the names of the provider's staff: a client's key hears of none. That somebody has its ticket is the client's
// to know; who it is, is the provider's own. Applied where rows and messages are made for a client, whichever way they go.

import { CLIENT_ROLES } from '#identity/principal';

/** Whoever of the staff has a ticket, as clients hear of them. */
export const DESK = 'desk';

/** The assignee of a ticket as its client sees it: somebody or nobody. */
export const assigneeForClients = (assignee: string | null): string | null => (assignee === null ? null : DESK);

/** Whoever speaks for a client. */
export const CLIENTS: readonly string[] = CLIENT_ROLES;
