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

/** A count in a path, from 1. */
@Injectable()
export class Cycle implements PipeTransform<string, number> {
  transform(text: string): number {
    if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
    throw requestError('path.invalid', 'Cycles are counted 1, 2, 3. Name one of them in the path.');
  }
}
