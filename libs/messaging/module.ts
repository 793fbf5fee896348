import { Module } from '@nestjs/common';
import type { Desk } from '#ticketing/desk';
import { DESK, TicketingModule } from '#ticketing/module';
import { PublicProcess } from './application/public-process';

export { PublicProcess } from './application/public-process';

/** Lets a role record what others may hear. */
@Module({
  imports: [TicketingModule],
  providers: [{ provide: PublicProcess, useFactory: (desk: Desk) => new PublicProcess(desk), inject: [DESK] }],
  exports: [PublicProcess],
})
export class MessagingModule {}
