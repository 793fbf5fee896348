// What requests and answers look like, whoever calls: request errors, results with ETags, CSV, instants, paging.

export { answerOf, type DeclaredAnswer } from './answer-declaration';
export { answerWithETags, CommandResult, Revisioned, sameWhile, seenAt } from './command-result';
export { answerCompressed } from './compressed';
export { answerCsv, answerCsvList, type CsvColumns, csvFields, csvOf, dollarsOf } from './csv';
export { type OpenStream, openStream } from './event-stream';
export {
  choiceField,
  flagField,
  idField,
  instantField,
  numberField,
  textField,
} from './filter-fields';
export type { ParsedListQuery } from './filters';
export { utc } from './instant-text';
export { paged } from './paging';
export { Cycle, canonicalTicketId, Revision, TICKET_ID_FIELDS, TicketNumber } from './path';
export { escaped, paragraph, plainPages } from './plain-page';
export { FieldsRefused, type RequestProblem, requestError, ticketUnknown } from './request-error';
export { folded } from './text-forms';
