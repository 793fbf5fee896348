// The door of identity: who is calling, what they may do, and what a request must look like to be heard.

export { hashOf, type KeyRecord, mintKey } from './application/api-key';
export { CLOCK, type Clock, systemClock } from './application/clock';
export { DEVELOPMENT_CLIENT, developmentKeys } from './application/development-keys';
export { KeyFile } from './application/key-file';
export * from './domain/principal';
export { ClientScope, Roles } from './http/access';
export { TicketClients } from './http/access-guard';
export { isLoopback } from './http/authenticate';
export { Caller, type CallerContext, Commander } from './http/caller';
export { answerCsv, type CsvColumns, csvFields, csvOf, dollarsOf } from './http/csv';
export { type DeclaredRoute, declaredRoutes } from './http/declared-routes';
export { AtRevision, answerWithETags, Done, sameWhile } from './http/done';
export { type EdgeProblem, edgeRefusal, FieldsRefused, ticketUnknown } from './http/edge-problem';
export {
  choiceField,
  flagField,
  folded,
  idField,
  instantField,
  numberField,
  textField,
} from './http/filter-fields';
export { utc } from './http/instant-text';
export { asSeenBy, paged } from './http/paging';
export { Cycle, TicketNumber } from './http/path';
