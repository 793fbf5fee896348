// What requests and answers look like, whoever calls: request errors, results with ETags, CSV, instants, paging.

export { answerWithETags, CommandResult, Revisioned, sameWhile } from './command-result';
export { answerCsv, type CsvColumns, csvFields, csvOf, dollarsOf } from './csv';
export {
  choiceField,
  flagField,
  folded,
  idField,
  instantField,
  numberField,
  textField,
} from './filter-fields';
export type { ParsedListQuery } from './filters';
export { utc } from './instant-text';
export { paged } from './paging';
export { Cycle, TicketNumber } from './path';
export { FieldsRefused, type RequestProblem, requestError, ticketUnknown } from './request-error';
