// Tells who listens which rows of which views have changed. It reads the store as any consumer does, and tells of an
// event only when the views that hear it have committed it: who is told finds it there, whichever process projects.

import { Inject, Injectable, type OnModuleDestroy, Optional } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { type Consumption, type Delivered, Store } from '#event-store';
import { subjectOf } from '#kernel';
import { type AnyProjection, type ReadStore, ViewBehind, ViewNotReady } from '#read-store';
import { READ_STORE } from '#read-store/module';
import { slaBoard } from '#sla/module';
import { ticketList } from '#ticketing/module';
import { type Change, Recent } from '../domain/recent';
import { afterHours } from './after-hours';
import { slaOutcomes } from './sla-outcomes';

const VIEWS: readonly AnyProjection[] = [ticketList, slaBoard, slaOutcomes, afterHours];
/** The views that a change may name. */
export const LIVE_VIEWS: readonly string[] = VIEWS.map(({ name }) => name);
const PREFIXES = ['ticket-', 'sla-', 'billing-'];
const KEPT = 5_000;
const CLIENTS_KEPT = 20_000;
const BATCH_MAX = 200;

/** Who listens; is told in the order of the store, and `ended` when there will be no more. */
export type Listener = { changed(changes: readonly Change[]): void; ended(): void };
/** What a listener begins with: where the feed stands, and what was missed; nothing where that is not known any more. */
export type MissedChanges = { readonly head: string; readonly missed: readonly Change[] | undefined };

type Feed = { readonly epoch: string; readonly recent: Recent; readonly consumption: Consumption };

@Injectable()
export class Live implements OnModuleDestroy {
  readonly #listeners = new Set<Listener>();
  readonly #clients = new LRUCache<string, string>({ max: CLIENTS_KEPT });
  #feed: Promise<Feed> | undefined;

  constructor(
    @Inject(READ_STORE) private readonly views: ReadStore,
    @Optional() @Inject(Store) private readonly store?: Store,
  ) {}

  /** Listens from now on; `last` is the id of the last change that was heard. Throws `ViewNotReady`. */
  async listen(listener: Listener, last?: string): Promise<MissedChanges> {
    const { epoch, recent } = await this.#begun();
    this.#listeners.add(listener);
    const [of, at] = last?.split('.') ?? [];
    const isOurs = of === epoch && at !== undefined && /^\d{1,20}$/.test(at);
    return { head: idOf(epoch, recent.head), missed: isOurs ? recent.behind(BigInt(at)) : undefined };
  }

  leave(listener: Listener): void {
    this.#listeners.delete(listener);
  }

  async onModuleDestroy(): Promise<void> {
    this.#end();
    const feed = await this.#feed?.catch(() => undefined);
    await feed?.consumption.stop();
  }

  /** From the first listener on; whatever was before, nobody has been told of. */
  #begun(): Promise<Feed> {
    this.#feed ??= this.#begin().catch((error) => {
      this.#feed = undefined;
      throw error;
    });
    return this.#feed;
  }

  async #begin(): Promise<Feed> {
    const { store } = this;
    if (!store) throw new ViewNotReady('This server has no event store of its own to listen to.');
    const from = await this.views.view(ticketList).checkpoint();
    const recent = new Recent(from === 'start' ? 0n : BigInt(from.commit), KEPT);
    const consumption = store.consume({
      name: 'live',
      prefixes: PREFIXES,
      from,
      batchMax: BATCH_MAX,
      handleBatch: async (batch) => {
        const changes = await this.#committed(batch);
        recent.add(changes);
        for (const listener of this.#listeners) listener.changed(changes);
      },
      // A view that is behind comes after; what nobody can read has changed no row.
      onFailure: (error) => (error instanceof ViewBehind || error instanceof ViewNotReady ? 'retry' : 'park'),
    });
    void consumption.done.then(() => {
      this.#feed = undefined;
      this.#end();
    });
    return { epoch: store.epoch.slice(0, 8), recent, consumption };
  }

  #end(): void {
    for (const listener of this.#listeners) listener.ended();
    this.#listeners.clear();
  }

  /** The changes that these events have brought about, once they can be read. */
  async #committed(batch: readonly Delivered[]): Promise<readonly Change[]> {
    const changes = new Map<string, { at: bigint; views: Set<string> }>();
    for (const delivered of batch) {
      const ticketId = subjectOf(delivered.stream);
      const views = VIEWS.filter((view) => concerns(view, delivered)).map(({ name }) => name);
      const before = changes.get(ticketId)?.views ?? [];
      if (views.length > 0)
        changes.set(ticketId, { at: BigInt(delivered.position.commit), views: new Set([...before, ...views]) });
    }
    for (const view of VIEWS) {
      const last = batch.findLast((delivered) => concerns(view, delivered));
      if (last) await this.views.view(view).past(last.position.commit);
    }
    const answers = await Promise.all(
      [...changes].map(async ([ticketId, { at, views }]) => {
        const client = await this.#clientOf(ticketId);
        return client === undefined ? [] : [{ at, ticketId, client, views: [...views] }];
      }),
    );
    return answers.flat().toSorted((a, b) => (a.at < b.at ? -1 : 1));
  }

  async #clientOf(ticketId: string): Promise<string | undefined> {
    const known = this.#clients.get(ticketId) ?? (await this.views.view(ticketList).get(ticketId))?.client;
    if (known !== undefined) this.#clients.set(ticketId, known);
    return known;
  }
}

const concerns = ({ streams, on }: AnyProjection, { stream, event }: Delivered): boolean =>
  streams.some((prefix) => stream.startsWith(prefix)) && Object.hasOwn(on, event.type);
const idOf = (epoch: string, at: bigint) => `${epoch}.${at}`;
