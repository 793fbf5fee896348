/** How long each role took to do its work again after a blow. */
export type Recoveries = { readonly role: string; readonly tookMs: number }[];

/** What any role is given. */
const GIVEN_MS = 2_000;

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;

/** Lines for a person: of all roles, then of each; `under` says what else there was to do. */
export const said = (recoveries: Recoveries, under: string): string => {
  const line = (name: string, of: Recoveries) => {
    const sorted = of.map(({ tookMs }) => Math.round(tookMs)).sort((one, other) => one - other);
    const late = sorted.filter((tookMs) => tookMs > GIVEN_MS).length;
    const times = `p50 ${at(sorted, 0.5)} ms, p99 ${at(sorted, 0.99)} ms, most ${at(sorted, 1)} ms`;
    return `recovery of ${name}: ${of.length} blows, ${times}, ${late} over ${GIVEN_MS / 1_000} s\n`;
  };
  if (recoveries.length === 0) return '';
  const roles = Map.groupBy(recoveries, ({ role }) => role);
  return [`under ${under}\n`, line('any role', recoveries), ...[...roles].map(([role, of]) => line(role, of))].join('');
};
