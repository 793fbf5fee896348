import { Query } from '@nestjs/cqrs';

export class LedgerQuery extends Query<unknown> {
  constructor(readonly ticketId: string) {
    super();
  }
}
