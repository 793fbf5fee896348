// A consumer tells events apart by their type alone: where it reads several categories, no two of them may have one name.

import { BillingSaga } from '#billing/module';
import { CATALOGS, PROJECTIONS } from '#composition';
import { categoryOf } from '#kernel';
import { ALL_PROCESSES } from '../../apps/server/processes';

/** The event types that more than one of the categories has which these prefixes lead to. */
const ambiguous = (prefixes: readonly string[]): readonly string[] => {
  const types = prefixes.flatMap((prefix) =>
    Object.keys((CATALOGS as Readonly<Record<string, object>>)[categoryOf(prefix)] ?? {}),
  );
  return types.filter((type, at) => types.indexOf(type) !== at);
};
/** What a process reads is a field of it, which asks for nothing that it was made with. */
const processes = ALL_PROCESSES.map((type) => new type({} as never, undefined as never));

describe('A consumer of several categories', () => {
  it.each([
    ...processes.map(({ name, prefixes }) => [name, prefixes] as const),
    ...PROJECTIONS.map(({ name, streams }) => [name, streams] as const),
  ])('knows by its type which event it has: %s', (_name, prefixes) => {
    expect(prefixes.every((prefix) => Object.hasOwn(CATALOGS, categoryOf(prefix)))).toBe(true);
    expect(ambiguous(prefixes)).toStrictEqual([]);
  });

  it('would not, where two categories had one name for two things', () => {
    expect(ambiguous(['ticket-', 'webhooks-'])).toStrictEqual(['TicketResumed']);
    expect(ambiguous(new BillingSaga({} as never).prefixes)).toStrictEqual([]);
  });
});
