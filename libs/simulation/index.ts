// The scenarios of the support policy, and the virtual world that they run in.
export { type Outcome, outcomeOf } from './outcome';
export { parseScenarios, type Scenario, ScenarioInvalid, type Step } from './scenario';
export { type Result, simulate } from './simulate';
export { type Ground, isRefusal, World } from './world';
