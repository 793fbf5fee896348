import { routeFor } from '#approvals/http';
import { TICKET_COMMANDS } from '../application/commands';

/** `@TicketRoute('TriageTicket')`: the route of a command, as the table declares it. */
export const TicketRoute = routeFor(TICKET_COMMANDS);
