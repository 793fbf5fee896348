// What each role does besides answering requests: processes and projections, started when the server has booted and
// stopped before it lets go of the stores.

import type { BeforeApplicationShutdown, DynamicModule, OnApplicationBootstrap } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { BillingModule, BillingProcess } from '#billing/module';
import { type Consumption, type Log, Store } from '#event-store';
import { CLOCK, type Clock } from '#identity';
import type { Process } from '#kernel';
import { MessagingModule, PublicProcess } from '#messaging/module';
import type { AnyProjection, ReadStore } from '#read-store';
import { READ_STORE } from '#read-store/module';
import { SlaModule, SlaProcess, slaBoard } from '#sla/module';
import { AutoClose, TicketingModule, ticketList } from '#ticketing/module';
import type { ServerRole } from './config';
import { type Running, runProcess } from './process-runner';

/** Every view, in the order in which they are shown. */
const PROJECTIONS: readonly AnyProjection[] = [ticketList, slaBoard];

type Runtime = { readonly store: Store; readonly views: ReadStore; readonly clock: Clock; readonly log: Log };

/** One consumer of the store as the health page shows it. */
export type Work = { readonly name: string; readonly state: Consumption['state'] };

export class RoleRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #runtime: Runtime;
  readonly #processes: readonly Process[];
  readonly #projections: readonly AnyProjection[];
  #running: readonly Running[] = [];
  #projecting: readonly Consumption[] = [];

  constructor(runtime: Runtime, processes: readonly Process[], projections: readonly AnyProjection[]) {
    this.#runtime = runtime;
    this.#processes = processes;
    this.#projections = projections;
  }

  async onApplicationBootstrap(): Promise<void> {
    const { store, views } = this.#runtime;
    this.#projecting = await Promise.all(
      this.#projections.map(async (projection) => store.consume((await views.projector(projection as never)).consumer)),
    );
    this.#running = await Promise.all(this.#processes.map((process) => runProcess(process, this.#runtime)));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([...this.#running, ...this.#projecting].map((work) => work.stop()));
  }

  work(): readonly Work[] {
    const consumptions = [...this.#projecting, ...this.#running.map(({ consumption }) => consumption)];
    return consumptions.map(({ name, state }) => ({ name, state }));
  }
}

@Module({})
class RolesModule {}

/** The processes and projections of these roles. */
export const rolesModule = (roles: readonly ServerRole[], log: Log): DynamicModule => ({
  module: RolesModule,
  global: true,
  imports: [TicketingModule, SlaModule, BillingModule, MessagingModule],
  providers: [
    {
      provide: RoleRunner,
      inject: [Store, READ_STORE, CLOCK, SlaProcess, AutoClose, BillingProcess, PublicProcess],
      useFactory: (
        store: Store,
        views: ReadStore,
        clock: Clock,
        sla: SlaProcess,
        close: AutoClose,
        billing: BillingProcess,
        others: PublicProcess,
      ) =>
        new RoleRunner(
          { store, views, clock, log },
          [
            ...(roles.includes('sla') ? [sla, close] : []),
            ...(roles.includes('billing') ? [billing] : []),
            ...(roles.includes('public') ? [others] : []),
          ],
          roles.includes('projector') ? PROJECTIONS : [],
        ),
    },
  ],
  exports: [RoleRunner],
});
