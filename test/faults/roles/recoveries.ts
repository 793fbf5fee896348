/** How long each role took to do its work again after a blow. */
export type Recoveries = { readonly role: string; readonly tookMs: number }[];

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;

/** Lines for a person: of all roles, then of each. */
export const said = (recoveries: Recoveries): string => {
  const line = (name: string, of: Recoveries) => {
    const sorted = of.map(({ tookMs }) => Math.round(tookMs)).sort((one, other) => one - other);
    return `recovery of ${name}: ${of.length} blows, p50 ${at(sorted, 0.5)} ms, p99 ${at(sorted, 0.99)} ms, most ${at(sorted, 1)} ms\n`;
  };
  if (recoveries.length === 0) return '';
  const roles = Map.groupBy(recoveries, ({ role }) => role);
  return [line('any role', recoveries), ...[...roles].map(([role, of]) => line(role, of))].join('');
};
