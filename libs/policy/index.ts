// What other contexts may know of a policy. Pure: neither Nest nor node: is reached from here.
export { parsePolicy, parsePolicyYaml } from './application/parse-policy';
export { publishedFrom } from './application/published-from';
export type { Calendar } from './domain/calendar';
export { compile, type Policy, STANDARD_HOURS } from './domain/compile';
export type * from './domain/document';
export { notCarriedOut } from './domain/figures';
export { mergePolicy } from './domain/merge';
export * from './domain/publication';
export * from './domain/vocabulary';
