// What other contexts may know of a policy. Pure: their domains reach neither Nest nor node: nor a package from here.
// Who publishes and looks up takes `Policies` by #policy/policies.

export { publishedFrom } from './application/published-from';
export { canonicalZone } from './application/zone-names';
export { zoneTransitions } from './application/zone-transitions';
export type { AlgorithmRules } from './domain/algorithm';
export { CALENDARS_END, type Calendar } from './domain/calendar';
export { compile, type Policy, STANDARD_HOURS } from './domain/compile';
export type * from './domain/document';
export { notCarriedOut } from './domain/figures';
export { inLocalTime, localIso, localTime, type Zone } from './domain/local-time';
export { mergePolicy } from './domain/merge';
export { diffPolicies } from './domain/policy-diff';
export * from './domain/publication';
export * from './domain/vocabulary';
