// The door for whoever fills the views of operations; the routes have one of their own.
export { afterHours } from './application/after-hours';
export { proposals } from './application/proposals';
export { repeatTrouble } from './application/repeat-trouble-view';
export { type OutcomeRow, slaOutcomes } from './application/sla-outcomes';
export { monthAt, monthOf } from './domain/month';
