import { DomainError } from '#kernel';

/** What can be wrong with a request before any rule of the business has looked at it. */
export type RequestProblem =
  | `auth.${'missing' | 'unknown-key' | 'token' | 'expired' | 'role' | 'loopback-only'}`
  | 'session.cross-site'
  | `idempotency.${'key-missing' | 'key-malformed'}`
  | `if-match.malformed`
  | `prefer.dry-run`
  | 'ticket.unknown'
  | `client.${'unknown' | 'needed'}`
  | `body.${'malformed' | 'invalid' | 'names-actor' | 'too-large' | 'too-deep' | 'media-type'}`
  | `path.invalid`
  | `query.invalid`
  | `time.${'no-offset' | 'invalid'}`
  | `work.not-yours`
  | `route.${'unknown' | 'method'}`;

export const requestError = (code: RequestProblem, message: string, fields?: readonly FieldFault[]) =>
  fields === undefined ? new DomainError<RequestProblem>(code, message) : new FieldsRefused(code, message, fields);

/** What is wrong with one field, in words that do not repeat what was in it. */
export type FieldFault = { readonly field: string; readonly message: string };

/** A refusal that names the fields at fault. */
export class FieldsRefused extends DomainError<RequestProblem> {
  readonly fields: readonly FieldFault[];
  constructor(code: RequestProblem, message: string, fields: readonly FieldFault[]) {
    super(code, message);
    this.fields = fields;
  }
}

/** No such ticket, or none of this client's: the caller cannot tell which. */
export const ticketUnknown = (ticketId: string) =>
  requestError('ticket.unknown', `There is no ticket ${ticketId}. Check its number; it has nine characters.`);
