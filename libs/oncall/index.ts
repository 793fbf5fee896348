// The published language of on-call: rosters, and what other contexts may know of a page.
export { onCallSpans, type Shift } from './domain/on-call';
export {
  ROSTER_EVENTS,
  type Roster,
  type RosterCommand,
  type RosterEvent,
  type RosterProblem,
  roster,
  rosterStream,
} from './domain/roster';
export type { RosterDocument, RosterLayer } from './domain/roster-document';
