import { type Appended, type Context, ms } from '#kernel';
import type { TicketCommand } from '../domain/ticket';
import type { CommandEnvironment } from './command-environment';
import { decideOnTicket, type MayDecide } from './decide-on-ticket';
import { behindOthers } from './joint-decision';

/**
 * Decides a command on a ticket and appends what follows. A resolved ticket whose time is over is closed first, and what
 * it is reserved for is finished first. `mayDecide` is for people alone. Throws what the ticket refuses, `lost-race`,
 * `ticket.unknown`.
 */
export const executeTicketCommand = (
  environment: CommandEnvironment,
  ticketId: string,
  command: TicketCommand,
  context: Context,
  mayDecide?: MayDecide,
): Promise<Appended> =>
  behindOthers(environment, ticketId, ms(context.at), [], () =>
    decideOnTicket(environment, ticketId, command, context, mayDecide),
  );
