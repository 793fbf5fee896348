// What each role does besides answering requests: processes and projections, started when the server has booted and
// stopped before it lets go of the stores. Where other processes may run the same role, one of them does it at a time.

import { join } from 'node:path';
import type { BeforeApplicationShutdown, DynamicModule, OnApplicationBootstrap, Type } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { FileStore, fileStoreOf } from '#attachments/module';
import { BundleMaker, FindingsReader, LogReader, Notary, openerOf, openSigningKey, originOf } from '#audit/module';
import { GATEWAY_OPTIONS } from '#billing/module';
import { CATALOGS, PROJECTIONS } from '#composition';
import { MAIL_OPTIONS } from '#conversation/module';
import { type Log, META_EVENTS, META_STREAM, Store } from '#event-store';
import { CLOCK, type Clock, type ProcessManager } from '#kernel';
import { type KafkaOptions, publisherName, startCurrent, startPublisher } from '#messaging/kafka';
import { openCheckpointTopic } from '#messaging/kafka/checkpoints';
import { runWebhooks } from '#messaging/module';
import {
  type Held,
  type Lag,
  type RunningConsumer,
  type Runtime,
  runProcess,
  runProjection,
  withLease,
} from '#processes';
import type { ReadStore } from '#read-store';
import { READ_STORE } from '#read-store/module';
import { type Config, NOTARY_DIR, NOTARY_KEY_FILE, type ServerRole } from '#settings';
import { during } from './busy';
import { ALL_PROCESSES, PROCESS_MODULES, PROCESSES } from './processes';

/** One consumer of the store as the health page shows it. `standby`: another process does it. */
export type Work = {
  readonly name: string;
  readonly state: RunningConsumer['state'] | 'standby';
  /** How far it is behind; `foldedAt` is when the last event that it has handled was recorded. */
  readonly lag?: Omit<Lag, 'handledAt'> & { readonly foldedAt?: string };
  /** What somebody should look at although it runs. */
  readonly problem?: string;
  /** How many tickets it has parked. */
  readonly parked?: number;
};

/** What a role does: its name is that of its lease. */
type Task = {
  readonly role: ServerRole;
  readonly names: readonly string[];
  begin(): Promise<readonly RunningConsumer[]>;
};

export class RoleRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #runtime: Runtime;
  readonly #tasks: readonly Task[];
  /** Whether other processes may be at the same stores. */
  readonly #isShared: boolean;
  readonly #running = new Map<ServerRole, readonly RunningConsumer[]>();
  #held: readonly Held[] = [];

  constructor(runtime: Runtime, tasks: readonly Task[], isShared: boolean) {
    this.#runtime = runtime;
    this.#tasks = tasks;
    this.#isShared = isShared;
  }

  async onApplicationBootstrap(): Promise<void> {
    const { views, log } = this.#runtime;
    if (this.#isShared)
      this.#held = this.#tasks.map((task) =>
        withLease(`role/${task.role}`, { begin: () => this.#begin(task) }, views.leases, log),
      );
    else await Promise.all(this.#tasks.map((task) => this.#begin(task)));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.#held.map((lease) => lease.stop()));
    await Promise.all([...this.#running.keys()].map((role) => this.#end(role)));
  }

  /** Every consumer with its state and its lag, from memory. */
  work(): readonly Work[] {
    return this.#tasks.flatMap(({ role, names }) => {
      const standby = names.map((name): Work => ({ name, state: 'standby' }));
      return this.#running.get(role)?.map(workOf) ?? standby;
    });
  }

  async #begin(task: Task): Promise<() => Promise<void>> {
    this.#running.set(task.role, await task.begin());
    return () => this.#end(task.role);
  }

  async #end(role: ServerRole): Promise<void> {
    const running = this.#running.get(role) ?? [];
    this.#running.delete(role);
    await Promise.all(running.map((work) => during(work.name, work.stop())));
  }
}

const workOf = ({ name, state, lag: { handledAt, ...lag }, problem, parked }: RunningConsumer): Work => ({
  name,
  state,
  lag: { ...lag, ...(handledAt !== undefined && { foldedAt: handledAt }) },
  ...(problem !== undefined && { problem }),
  ...(parked > 0 && { parked }),
});

@Module({})
class RolesModule {}

const projecting = ({ store, views, clock, log }: Runtime): Task => ({
  role: 'projector',
  names: PROJECTIONS.map(({ name, version }) => `${name}@${version}`),
  begin: () =>
    Promise.all(
      PROJECTIONS.map(async (projection) =>
        runProjection(await views.projector(projection as never), { store, deadlines: views.deadlines, clock, log }),
      ),
    ),
});

const processing = (
  role: ServerRole,
  processes: readonly ProcessManager[],
  runtime: Runtime,
  isShared: boolean,
): Task => ({
  role,
  names: processes.map(({ name }) => name),
  begin: () => allOrNone(processes.map((process) => runProcess(process, runtime, { waits: isShared }))),
});

const publishing = (kafka: KafkaOptions, { store, views, clock, log }: Runtime): Task => ({
  role: 'publisher',
  names: [kafka.events, ...(kafka.current ? [kafka.current] : [])].map((events) => publisherName({ events })),
  begin: () => {
    const runtime = { store, deadlines: views.deadlines, clock, log };
    return allOrNone([
      startPublisher(kafka, runtime),
      ...(kafka.current ? [startCurrent(kafka, kafka.current, runtime)] : []),
    ]);
  },
});

const webhooks = ({ store, views: { deadlines }, clock, log }: Runtime, mode: Config['mode']): Task => ({
  role: 'webhooks',
  names: ['webhooks'],
  begin: async () => [await runWebhooks({ store, deadlines, clock, log, loopback: mode === 'development' })],
});

const notarizing = ({ store, clock, log }: Runtime, config: RolesConfig): Task => ({
  role: 'notary',
  names: ['notary'],
  begin: async () => {
    const { dataDir, keysDir, mode, provider, notaryKey: given, kafka } = config;
    const file = join(keysDir, NOTARY_KEY_FILE);
    const key = openSigningKey(originOf(provider, store.epoch), file, { given, production: mode === 'production' });
    const topic = kafka?.checkpoints && openCheckpointTopic(kafka, kafka.checkpoints);
    const notary = Notary.start({
      store,
      directory: join(dataDir, NOTARY_DIR),
      key,
      clock,
      log,
      // A follower may lag; what lies in our own process does not.
      ...(config.stores.kind === 'embedded' && { pace: { believedAfterMs: 0 } }),
      ...(topic && { publish: ({ note }) => topic.publish(key.name, note), letGo: topic.close }),
    });
    return [notary];
  },
});

/** What has begun is stopped again where another fails. */
const allOrNone = async (beginning: readonly Promise<RunningConsumer>[]): Promise<readonly RunningConsumer[]> => {
  const begun = await Promise.allSettled(beginning);
  const running = begun.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = begun.find((one) => one.status === 'rejected');
  if (failed === undefined) return running;
  await Promise.all(running.map((work) => work.stop()));
  throw failed.reason;
};

type RolesConfig = Pick<
  Config,
  | 'roles'
  | 'stores'
  | 'kafka'
  | 'mode'
  | 'dataDir'
  | 'keysDir'
  | 'provider'
  | 'notaryKey'
  | 'deskMail'
  | 'scanner'
  | 'billingGateway'
>;

/** What was left half written is swept away first. */
const filesOf = async ({ dataDir, scanner, mode }: RolesConfig, now: number): Promise<FileStore> => {
  const files = fileStoreOf({
    directory: join(dataDir, 'files'),
    ...(scanner !== undefined && { scanner }),
    mustScan: mode === 'production',
  });
  await files.sweep(now);
  return files;
};

/** For what is read of the whole store: what people wrote stays sealed. */
const asSealed = openerOf({ ...CATALOGS, [META_STREAM]: META_EVENTS });

/** The processes and projections of a server's roles. */
export const rolesModule = (config: RolesConfig, log: Log): DynamicModule => ({
  module: RolesModule,
  global: true,
  imports: PROCESS_MODULES,
  providers: [
    { provide: MAIL_OPTIONS, useValue: config.deskMail },
    { provide: GATEWAY_OPTIONS, useValue: config.billingGateway },
    { provide: LogReader, useValue: new LogReader(join(config.dataDir, NOTARY_DIR)) },
    { provide: FindingsReader, inject: [Store], useFactory: (store: Store) => new FindingsReader(store, asSealed) },
    {
      provide: BundleMaker,
      inject: [Store],
      useFactory: (store: Store) => new BundleMaker(store, join(config.dataDir, NOTARY_DIR), asSealed),
    },
    { provide: FileStore, inject: [CLOCK], useFactory: (clock: Clock) => filesOf(config, clock.now()) },
    {
      provide: RoleRunner,
      inject: [Store, READ_STORE, CLOCK, ...ALL_PROCESSES],
      useFactory: (store: Store, views: ReadStore, clock: Clock, ...processes: readonly ProcessManager[]) => {
        const { roles, stores, kafka, mode } = config;
        const runtime = { store, views, clock, log };
        const own = (types: readonly Type<ProcessManager>[]) =>
          processes.filter((process) => types.some((type) => process instanceof type));
        const tasks = Object.entries(PROCESSES).map(([role, types]) =>
          processing(role as keyof typeof PROCESSES, own(types), runtime, stores.kind === 'remote'),
        );
        const others = [
          webhooks(runtime, mode),
          notarizing(runtime, config),
          ...(kafka ? [publishing(kafka, runtime)] : []),
        ];
        const ours = [projecting(runtime), ...tasks, ...others].filter(({ role }) => roles.includes(role));
        return new RoleRunner(runtime, ours, stores.kind === 'remote');
      },
    },
  ],
  exports: [RoleRunner, MAIL_OPTIONS, GATEWAY_OPTIONS, LogReader, FindingsReader, BundleMaker, FileStore],
});
