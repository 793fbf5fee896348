/** A rule said no. `code` is a promise to clients and never changes; the message is for people and may. */
export class DomainError<Code extends string = string> extends Error {
  override readonly name = 'DomainError';
  readonly code: Code;
  constructor(code: Code, message: string) {
    super(message);
    this.code = code;
  }
}
/** The stream was changed by others each time it was tried. Nothing was saved. */
export type LostRace = 'lost-race';
/** What may be wrong with a command before any rule looks at it. */
export type CommandProblem = LostRace | 'idempotency.key-reused' | 'ticket.changed';
