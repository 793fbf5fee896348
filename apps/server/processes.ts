import type { Type } from '@nestjs/common';
import { AttachmentsModule, FileErasure } from '#attachments/module';
import { BillingModule, BillingSaga, InvoiceHandover } from '#billing/module';
import { ClientErasure, ClientsModule } from '#clients/module';
import { ConversationModule, ConversationProcess, MailErasure } from '#conversation/module';
import type { ProcessManager } from '#kernel';
import { MessagingModule, PublicProcess } from '#messaging/module';
import { OnCallModule, PagingProcess } from '#oncall/module';
import { OutageErasure, OutageProcess, OutagesModule } from '#outages/module';
import type { ServerRole } from '#settings';
import { SlaModule, SlaProcess, TierEscalation } from '#sla/module';
import { AutoClose, ErasureProcess, ProposalExpiry, ReservationProcess, TicketingModule } from '#ticketing/module';
import { TrainingInvitations, TrainingModule } from '#training/module';

/** Which role runs which process. A new process is a name here, and a provider in its own module. */
export const PROCESSES = {
  sla: [
    SlaProcess,
    TierEscalation,
    AutoClose,
    ErasureProcess,
    ProposalExpiry,
    ClientErasure,
    FileErasure,
    OutageProcess,
    OutageErasure,
  ],
  billing: [BillingSaga, ReservationProcess, InvoiceHandover],
  paging: [PagingProcess],
  public: [PublicProcess],
  mail: [ConversationProcess, MailErasure, TrainingInvitations],
} as const satisfies Partial<Record<ServerRole, readonly Type<ProcessManager>[]>>;

/** The modules that provide them. */
export const PROCESS_MODULES = [
  TicketingModule,
  SlaModule,
  BillingModule,
  MessagingModule,
  ClientsModule,
  OnCallModule,
  ConversationModule,
  AttachmentsModule,
  OutagesModule,
  TrainingModule,
];

/** All of them, to be injected in this order. */
export const ALL_PROCESSES: readonly Type<ProcessManager>[] = Object.values(PROCESSES).flat();
