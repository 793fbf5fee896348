/**
 * What helps the reader of a refusal: commands and lists, as the domain calls them, and which of several things is meant
 * (`{ cycle: 2 }`). By which route that is said, the edge knows.
 */
export type Instead = {
  readonly acts: readonly string[];
  readonly of?: Readonly<Record<string, string | number>>;
};

/**
 * A rule said no. `code` is a promise to clients and never changes; the message is for people and may. Where there is an
 * `instead`, the message ends with the advice that it makes good.
 */
export class DomainError<Code extends string = string> extends Error {
  override readonly name = 'DomainError';
  readonly code: Code;
  readonly instead?: Instead;
  constructor(code: Code, message: string, instead?: Instead) {
    super(message);
    this.code = code;
    if (instead) this.instead = instead;
  }
}
/** The stream was changed by others each time it was tried. Nothing was saved. */
export type LostRace = 'lost-race';
/** What may be wrong with a command before any rule looks at it. */
export type CommandProblem = LostRace | 'idempotency.key-reused' | 'ticket.changed';
