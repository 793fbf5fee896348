import { Query } from '@nestjs/cqrs';

export class TicketSlaQuery extends Query<unknown> {
  constructor(readonly ticketId: string) {
    super();
  }
}
export class SlaBoardQuery extends Query<unknown> {
  constructor(readonly limit: number) {
    super();
  }
}
