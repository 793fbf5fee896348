import { policiesIn } from '#audit/module';
import { type Ledger, ledger } from '#billing';
import { CannotLook } from '#command-line';
import { categoryOf, evolve, type Recorded, subjectOf } from '#kernel';
import { monthOf } from '#operations/module';
import type { PolicyPublished } from '#policy';
import { openArchive } from './archive';
import { dollars, type Format, print, say } from './output';

type Options = Format & { readonly store?: string; readonly month: string };
type LedgerRow = {
  readonly at: string;
  readonly ticket: string;
  readonly posting: string;
  readonly kind: string;
  readonly cents: number;
};

/** Every posting of a month, which is the month of the zone of the policy version that its ticket pinned. */
export const ledgerCommand = async ({ store, month, ...format }: Options): Promise<void> => {
  if (!/^20\d\d-(0[1-9]|1[0-2])$/.test(month)) throw new CannotLook(`'${month}' is no month. Write it as 2026-03.`);
  const archive = await openArchive(store);
  const ledgers = new Map<string, Ledger>();
  const policies = new Map<string, Recorded[]>();
  try {
    await archive.read('everything', (events) => {
      for (const { stored } of events) {
        const category = categoryOf(stored.stream);
        if (category === 'policy') push(policies, stored.stream, archive.open(stored));
        if (category === 'billing')
          ledgers.set(
            stored.stream,
            evolve(ledger, ledgers.get(stored.stream) ?? ledger.initial, archive.open(stored)),
          );
      }
    });
  } finally {
    await archive.close();
  }
  const policyAt = policiesIn(policies);
  const zones = new Map(
    [...policies.values()].flat().map(({ event }) => [versionOf(event as PolicyPublished), event as PolicyPublished]),
  );
  const lines = [...ledgers].flatMap(([stream, { incident, postings }]): LedgerRow[] => {
    const { document } = policyAt(incident.policyId, incident.policyVersion);
    const zone = zones.get(`${incident.policyId}@${incident.policyVersion}`)?.zones[document.timezone];
    if (!zone) throw new CannotLook(`The policy version of ${stream} carries no transitions of ${document.timezone}.`);
    const { from, to } = monthOf(zone, month);
    return postings
      .filter(({ at }) => at >= from && at < to)
      .map(({ at, postingId, kind, cents }) => ({ at, ticket: subjectOf(stream), posting: postingId, kind, cents }));
  });
  const sorted = lines.toSorted((one, other) => (one.at < other.at ? -1 : 1));
  const total = sorted.reduce((sum, { cents }) => sum + cents, 0);
  print(
    sorted.map(({ cents, ...line }) => ({ ...line, amount: dollars(cents) })),
    format,
    { month, totalCents: total, postings: sorted },
  );
  say(`${sorted.length} postings in ${month}, ${dollars(total)} together.`, format);
};

const versionOf = ({ policyId, version }: PolicyPublished): string => `${policyId}@${version}`;
const push = <T>(lists: Map<string, T[]>, name: string, one: T): void => {
  const list = lists.get(name) ?? [];
  lists.set(name, list);
  list.push(one);
};
