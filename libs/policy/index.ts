// What other contexts may know of a policy. Pure: neither Nest nor node: is reached from here.

export { parsePolicy } from './application/parse-policy';
export { Policies, type Published } from './application/policies';
export { publishedFrom } from './application/published-from';
export type { Calendar } from './domain/calendar';
export { compile, type Policy, STANDARD_HOURS } from './domain/compile';
export { differences } from './domain/differences';
export type * from './domain/document';
export { notCarriedOut } from './domain/figures';
export { mergePolicy } from './domain/merge';
export * from './domain/publication';
export * from './domain/vocabulary';
