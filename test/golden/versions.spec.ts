// A version is raised where an older build would misread the event, and for nothing else (ADR 22): it refuses a version
// that it does not know, and parks the ticket until it is replaced. A field more is none of that.

import { isDeepStrictEqual } from 'node:util';
import type { Catalogs } from '#event-store';
import { CATALOGS } from './catalogs';
import { type Sample, samplesOf } from './samples';

/** Raised before that was the rule, for what the clock says beside what a person says. Nothing is added here. */
const BEFORE_THE_RULE = ['TicketEscalated v2'];

type Data = Readonly<Record<string, unknown>>;
/** The versions whose upcast leaves every field as it was: whoever reads the newer one as the older misreads nothing. */
const needless = (catalog: Catalogs[string], samples: readonly Sample[]): readonly string[] =>
  samples.flatMap(({ stored: { type, data, metadata } }) => {
    const { schemaVersion: from } = metadata;
    const upcast = catalog[type]?.upcasts?.[from - 1];
    if (!upcast) return [];
    const [older, newer] = [data as Data, upcast(data as Data) as Data];
    const isKept = Object.entries(older).every(([name, value]) => isDeepStrictEqual(newer[name], value));
    return isKept ? [`${type} v${from + 1}`] : [];
  });

describe.each(Object.entries(CATALOGS))('The versions of %s', (category, catalog) => {
  it('are raised where an older build would misread an event, and for nothing else', () =>
    expect(needless(catalog, samplesOf(category)).filter((name) => !BEFORE_THE_RULE.includes(name))).toStrictEqual([]));
});

describe('A version', () => {
  const [sample] = samplesOf('ticket').filter(({ stored }) => stored.type === 'TicketAssigned') as [Sample];
  const raised = (upcast: (data: Data) => Record<string, unknown>) => ({
    TicketAssigned: { schemaVersion: 2, upcasts: [upcast] },
  });

  it('that was raised for a field more is found', () =>
    expect(
      needless(
        raised((v1) => ({ ...v1, queue: 'night' })),
        [sample],
      ),
    ).toStrictEqual(['TicketAssigned v2']));
  it('that was raised for another name, or another meaning, is not', () => {
    const renamed = raised(({ assignee, ...v1 }) => ({ ...v1, engineer: assignee }));
    const inOtherUnits = raised((v1) => ({ ...v1, assignee: `staff/${v1.assignee}` }));
    expect([...needless(renamed, [sample]), ...needless(inOtherUnits, [sample])]).toStrictEqual([]);
  });
});
