// What does not move, and why: for whoever is called about it.

import { PROJECTIONS } from '#composition';
import { type Clock, DomainError, type Engine, iso, ms, type ProcessManager } from '#kernel';
import { RECEIVERS } from '#messaging';
import { PUBLISHERS } from '#messaging/kafka';
import { isView, type ReadStore, WHOLE_CONSUMER } from '#read-store';

/** Something that a consumer does not go on with. */
export type StuckWork = {
  /** `billing-process`, say, a view with its version, `kafka:` and the topic, `webhook:` and its id, or `disk`. */
  readonly process: string;
  /** Absent where the consumer as a whole stands still. */
  readonly ticketId?: string;
  readonly since: string;
  readonly reason: string;
  /** How often it was tried in vain; 0 where nobody has looked at it at all. */
  readonly attempts: number;
  readonly whatToDo: string;
};
/** How much is stuck. Seconds; 0 where nothing is. */
export type StuckFigures = {
  /** Tickets, by consumer. */
  readonly parked: ReadonlyMap<string, number>;
  readonly oldestParkedS: number;
  /** Deadlines, by process. */
  readonly overdue: ReadonlyMap<string, number>;
  readonly oldestOverdueS: number;
};
export type StuckProblem = 'stuck.unknown';

/** How long a deadline may have been past before somebody must hear of it. */
const OVERDUE_MS = 60_000;
const OVERDUE_MAX = 100;

/** Answers in every role, whichever of them runs the processes: what is stuck lies in the read store. */
export class StuckQuery {
  readonly #processes: readonly ProcessManager[];
  readonly #views: ReadStore;
  readonly #clock: Clock;
  readonly #disk: Engine | undefined;

  constructor(views: ReadStore, clock: Clock, processes: readonly ProcessManager[], disk?: Engine) {
    this.#views = views;
    this.#clock = clock;
    this.#processes = processes;
    this.#disk = disk;
  }

  /** Tickets that are parked, processes that stand still, deadlines that nobody looks at; the longest first. */
  async all(): Promise<readonly StuckWork[]> {
    const parked = (await this.#parked()).map(({ consumer: process, key, since, reason, attempts }): StuckWork => {
      const { halted, parked } = adviceFor(process);
      const row = { process, since, reason, attempts };
      return key === WHOLE_CONSUMER
        ? { ...row, whatToDo: halted }
        : { ...row, ticketId: key, whatToDo: `${parked} ${AT_ONCE}` };
    });
    const overdue = await Promise.all(this.#processes.map(({ name }) => this.#overdue(name)));
    return [...this.#withoutRoom(), ...parked, ...overdue.flat()].sort((one, other) =>
      one.since < other.since ? -1 : 1,
    );
  }

  /** The same in figures, for whoever watches. */
  async figures(): Promise<StuckFigures> {
    const parked = (await this.#parked()).filter(({ key }) => key !== WHOLE_CONSUMER);
    const overdue = await Promise.all(
      this.#processes.map(async ({ name }) => [name, await this.#overdue(name)] as const),
    );
    return {
      parked: new Map(
        Object.entries(Object.groupBy(parked, ({ consumer }) => consumer)).map(([name, rows = []]) => [
          name,
          rows.length,
        ]),
      ),
      oldestParkedS: this.#oldestS(parked),
      overdue: new Map(overdue.map(([name, rows]) => [name, rows.length])),
      oldestOverdueS: this.#oldestS(overdue.flatMap(([, rows]) => rows)),
    };
  }

  #oldestS(rows: readonly { readonly since: string }[]): number {
    const now = this.#clock.now();
    return rows.reduce((oldest, { since }) => Math.max(oldest, (now - ms(since)) / 1_000), 0);
  }

  async #parked() {
    return (await this.#views.deadlines.parked()).filter(({ consumer }) => !isOldView(consumer));
  }

  /** Has a parked ticket tried again within a second by whoever runs the process. Throws `stuck.unknown`. */
  async retry(process: string, ticketId: string): Promise<void> {
    if (await this.#views.deadlines.requestRetry(process, ticketId)) return;
    throw new DomainError<StuckProblem>(
      'stuck.unknown',
      `${process} is not stuck with ticket ${ticketId}. GET /stuck lists what is.`,
    );
  }

  #withoutRoom(): readonly StuckWork[] {
    const health = this.#disk?.health;
    if (health?.state !== 'away') return [];
    const { since, detail = '' } = health;
    return [{ process: 'disk', since, reason: 'Nothing can be written.', attempts: 0, whatToDo: detail }];
  }

  async #overdue(process: string): Promise<readonly StuckWork[]> {
    const before = iso(this.#clock.now() - OVERDUE_MS);
    const due = await this.#views.deadlines.dueBy(process, before, OVERDUE_MAX);
    const reason = 'It came due, and nobody has looked at it.';
    return due.map(({ key, dueAt }) => ({
      process,
      ticketId: key,
      since: dueAt,
      reason,
      attempts: 0,
      whatToDo: OVERDUE,
    }));
  }
}

const AT_ONCE = 'At once with POST /stuck/{process}/{ticketId}/retry.';
const ADVICE = {
  process: {
    parked:
      'Nothing of this ticket is passed over: the process goes on with it once it can. If the reason speaks of an event ' +
      'that this build cannot read, deploy the build that can; otherwise look into the history of the ticket. It is ' +
      'tried again by itself.',
    halted:
      'The process stands still. If the reason speaks of another store, point EVENTSTORE_URL and DATABASE_URL at stores ' +
      'that belong together, or give it an empty database: what is in it is made anew from the events. Then restart it.',
  },
  publisher: {
    parked:
      'Nothing more of this ticket goes to the topic until this event does; the feed has it, and all other tickets go ' +
      'out. If Kafka refuses it, look at the limits of the topic (max.message.bytes); if this build cannot read it, ' +
      'deploy the build that can. It is tried again every minute.',
    halted:
      'The publisher stands still, and looks again every 30 s. If the reason speaks of another store, point ' +
      'EVENTSTORE_URL and DATABASE_URL at stores that belong together.',
  },
  webhook: {
    parked:
      'The receiver refuses an event of this ticket, and gets no more of it. Ask its owner; GET /webhooks shows what it ' +
      'answered. It is sent again when somebody asks, here or with POST /webhooks/{id}/redelivery.',
    halted:
      'Nobody took anything there for days. Ask whoever runs the receiver (GET /webhooks has its address and its ' +
      'client), then POST /webhooks/{id}/enabling: it is sent everything that waited. If it is gone for good: POST ' +
      '/webhooks/{id}/removal. If the reason speaks of another store, point EVENTSTORE_URL and DATABASE_URL at stores ' +
      'that belong together.',
  },
  view: {
    parked:
      'The view shows this ticket as it was before the event that the reason names; all others go on. Deploy the build ' +
      'that can read or fold it. It is tried again by itself.',
    halted:
      'The view answers as it was. Mend what the reason names, or fill it anew: npm run -s views -- rebuild, with its name.',
  },
} as const;
/** The version before this build's is kept for a way back; nobody fills it. */
const isOldView = (consumer: string): boolean =>
  isView(consumer) && !PROJECTIONS.some(({ name, version }) => consumer === `${name}@${version}`);
const adviceFor = (process: string) => {
  if (process.startsWith(PUBLISHERS)) return ADVICE.publisher;
  if (process.startsWith(RECEIVERS)) return ADVICE.webhook;
  return isView(process) ? ADVICE.view : ADVICE.process;
};
const OVERDUE =
  'Look whether a server with the role of this process runs and reaches both stores (ROLES, GET /health there). It ' +
  'catches up by itself, and dates what it records when it happened.';
