// How commands reach tickets, for handlers and processes of other contexts. Plain functions: the server wraps them in
// Nest handlers, `simulate` calls them as they are.
export { type AsOf, type AsOfEnvironment as Standing, asItStood } from './application/as-of';
export {
  type CommandEnvironment,
  type PolicyBook,
  systemActor,
  systemContext,
  ticketStream,
} from './application/command-environment';
export { closeElapsed, closesAt, policyFor } from './application/decide-on-ticket';
export { behindOthers, decideJointly, finishReservations } from './application/joint-decision';
export type { Ledgers } from './application/ledgers';
export type { Register } from './application/register';
export { executeTicketCommand } from './application/ticket-commands';
