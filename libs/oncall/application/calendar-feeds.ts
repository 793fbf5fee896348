// Feeds for calendar programs. Their address is their key: only a hash of it is kept, and it is shown once.

import { type Context, DAY, DomainError, decideAndAppend, HOUR, ms } from '#kernel';
import { ROSTER_LEVELS } from '#policy';
import type { ReadStore } from '#read-store';
import { slaBoard } from '#sla/module';
import type { CommandEnvironment } from '#ticketing/commands';
import {
  type CalendarCommand,
  type CalendarFeed,
  type CalendarProblem,
  calendarFeed,
  calendarStream,
  type FeedKind,
  feedUnknown,
} from '../domain/calendar-feed';
import { type CalendarEntry, iCalendar, type NamedZone } from '../domain/icalendar';
import { onCallSpans, rosterVersionAt } from '../domain/on-call';
import { isLinkOf, linkHashOf, newLinkToken } from './page-link';
import type { Rosters } from './rosters';

/** How much of the past and of the future a feed has. */
const BEHIND_MS = 31 * DAY;
const AHEAD_MS = 184 * DAY;
const PAGE = 200;
const PAGES_MAX = 20;

/** Trainings between two instants, as entries of a calendar. */
export type Webinars = (from: number, to: number) => Promise<readonly CalendarEntry[]>;
const NO_WEBINARS: Webinars = async () => [];

type Active = Extract<CalendarFeed, { status: 'active' }>;
export type FeedRequest = { readonly kind: FeedKind; readonly team: string; readonly person?: string };

export class CalendarFeeds {
  readonly #environment: CommandEnvironment;
  readonly #rosters: Rosters;
  readonly #views: ReadStore;
  readonly #webinars: Webinars;

  constructor(environment: CommandEnvironment, rosters: Rosters, views: ReadStore, webinars = NO_WEBINARS) {
    this.#webinars = webinars;
    this.#environment = environment;
    this.#rosters = rosters;
    this.#views = views;
  }

  /** The token, this once. Throws `calendar-feed.shown` where the command was said before: nobody has it any more. */
  async create(request: FeedRequest, context: Context): Promise<{ readonly id: string; readonly token: string }> {
    const id = context.commandId;
    const token = newLinkToken();
    await this.#say(id, { type: 'CreateFeed', ...request, tokenHash: linkHashOf(token) }, context);
    const feed = await this.#load(id);
    if (feed.status === 'active' && isLinkOf(token, feed.tokenHash)) return { id, token };
    throw new DomainError<CalendarProblem>(
      'calendar-feed.shown',
      'The address of this feed was shown once, when it was made. If it is lost, revoke the feed and make another one.',
    );
  }

  /** Throws `calendar-feed.unknown`. */
  async revoke(id: string, context: Context): Promise<void> {
    await this.#say(id, { type: 'RevokeFeed' }, context);
  }

  /** The calendar behind an address, as it is now. Throws `calendar-feed.unknown` where it leads nowhere. */
  async read(id: string, token: string, now: number): Promise<string> {
    const feed = await this.#load(id);
    if (feed.status !== 'active' || !isLinkOf(token, feed.tokenHash)) throw feedUnknown();
    const zone = await this.#zone(feed.team, now);
    const entries = await this.#entries(feed, now);
    return iCalendar(TITLES[feed.kind](feed.team), zone, entries, now);
  }

  #entries(feed: Active, now: number): Promise<readonly CalendarEntry[]> {
    if (feed.kind === 'shifts') return this.#shifts(feed, now);
    return feed.kind === 'due' ? this.#due(feed) : this.#webinars(now - BEHIND_MS, now + AHEAD_MS);
  }

  async #shifts({ team, person }: Active, now: number): Promise<readonly CalendarEntry[]> {
    const roster = await this.#rosters.of(team);
    return ROSTER_LEVELS.flatMap((level) =>
      onCallSpans(roster, level, now - BEHIND_MS, now + AHEAD_MS)
        .filter((span) => person === undefined || span.person === person)
        .map(({ from, to, person: who }) => ({
          uid: `${team}-${level}-${from}@faultline`,
          from,
          to,
          summary: `On call (${level}): ${who}`,
        })),
    );
  }

  /** What the desk owes next, ticket by ticket; a due instant lasts as long as a calendar needs to show it. */
  async #due({ person }: Active): Promise<readonly CalendarEntry[]> {
    const entries: CalendarEntry[] = [];
    let after: string | undefined;
    for (let page = 0; page < PAGES_MAX; page++) {
      const where = { open: 1, ...(person !== undefined && { assignee: person }) };
      const query = { where, order: { by: 'nextDueAt' }, limit: PAGE } as const;
      const found = await this.#views.view(slaBoard).find({ ...query, ...(after !== undefined && { after }) });
      for (const { ticketId, client, priority, nextTarget, nextDueAt } of found.rows) {
        if (nextDueAt === null || nextTarget === null) continue;
        const from = ms(nextDueAt);
        const summary = `${nextTarget}: ${priority} ticket ${ticketId} of ${client}`;
        entries.push({ uid: `${ticketId}-${nextTarget}@faultline`, from, to: from + HOUR / 4, summary });
      }
      after = found.next;
      if (after === undefined) break;
    }
    return entries;
  }

  async #zone(team: string, now: number): Promise<NamedZone> {
    const version = rosterVersionAt(await this.#rosters.of(team), now);
    if (version) return { name: version.document.timezone, transitions: version.zone };
    return (await this.#environment.policies.inForce(now)).zone;
  }

  async #load(id: string): Promise<CalendarFeed> {
    return (await this.#environment.store.load<CalendarFeed>(calendarStream(id), calendarFeed, 'latest')).state;
  }

  async #say(id: string, command: CalendarCommand, context: Context): Promise<void> {
    await decideAndAppend(this.#environment.store, calendarStream(id), calendarFeed, command, context);
  }
}

const TITLES: Readonly<Record<FeedKind, (team: string) => string>> = {
  shifts: (team) => `On call: ${team}`,
  due: () => 'Due at the desk',
  webinars: () => 'Trainings',
};
