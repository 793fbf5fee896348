import { DomainError, iso } from '#kernel';
import type { ReadStore, View } from '#read-store';
import { workEntries } from '#ticketing/module';
import { type FairnessRow, fairnessOf, monthIn } from '../domain/fairness';
import type { RosterProblem } from '../domain/roster';
import { pageList } from './page-list';
import type { Rosters } from './rosters';

const PAGE = 200;

/** What a month asked of each person of a team. Throws `roster.unknown` where the team has none. */
export const fairness = async (
  rosters: Rosters,
  views: ReadStore,
  team: string,
  month: string,
): Promise<readonly FairnessRow[]> => {
  const roster = await rosters.published(team);
  const zone = roster.versions.at(-1)?.zone;
  if (!zone) throw new DomainError<RosterProblem>('roster.unknown', `There is no roster ${team}.`);
  const [from, to] = monthIn(zone, month);
  const within = { from: iso(from), to: iso(to) };
  const calls = await all(views.view(pageList), { calledAt: within });
  const work = await all(views.view(workEntries), { from: within });
  return fairnessOf(roster, zone, month, {
    calls: calls.flatMap(({ person, calledAt, calls: [call] }) =>
      person === null || calledAt === null ? [] : [{ person, at: calledAt, outcome: call?.outcome ?? null }],
    ),
    work: work.flatMap(({ engineer, from: began, to: ended, kind }) =>
      engineer === null || began === null || ended === null || kind !== 'after_hours_emergency'
        ? []
        : [{ engineer, from: began, to: ended }],
    ),
  });
};

type Where<Row, C extends string> = NonNullable<NonNullable<Parameters<View<Row, C>['find']>[0]>['where']>;
const all = async <Row, C extends string>(view: View<Row, C>, where: Where<Row, C>): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  for (let after: string | undefined; ; ) {
    const page = await view.find({ where, limit: PAGE, ...(after !== undefined && { after }) });
    rows.push(...page.rows);
    if (page.next === undefined) return rows;
    after = page.next;
  }
};
