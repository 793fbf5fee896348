import { Injectable, type PipeTransform } from '@nestjs/common';
import { parseTicketId } from '#event-store';
import { requestError } from './request-error';

/** A ticket number as somebody wrote it, in its one form. Throws `ticket.bad-id`: nothing of that name can exist. */
@Injectable()
export class TicketNumber implements PipeTransform<string, string> {
  transform(text: string): string {
    return parseTicketId(text);
  }
}

/** The fields of bodies that hold a ticket number; `@TicketId()` takes no others. */
export const TICKET_ID_FIELDS: readonly string[] = ['into', 'ticketId'];

/** A ticket number in its one form; whatever cannot be one as it is, for the route to refuse. */
export const canonicalTicketId = (text: string): string => {
  try {
    return parseTicketId(text);
  } catch {
    return text;
  }
};

/** A revision of a ticket in a path, as the timeline on its page counts: from 0. */
@Injectable()
export class Revision implements PipeTransform<string, number> {
  transform(text: string): number {
    if (/^(0|[1-9]\d{0,8})$/.test(text)) return Number(text);
    throw requestError(
      'path.invalid',
      "A reply is named by its revision in the ticket's timeline: 0, 1, 2, and so on.",
    );
  }
}

/** A count in a path, from 1. */
@Injectable()
export class Cycle implements PipeTransform<string, number> {
  transform(text: string): number {
    if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
    throw requestError('path.invalid', 'Cycles are counted 1, 2, 3. Name one of them in the path.');
  }
}
