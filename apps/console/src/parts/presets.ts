import type { Entered } from '../lib/body';

/** Three commands share one route, and two another: what tells them apart is not asked for. */
export const PRESETS: Readonly<Record<string, Entered>> = {
  AwaitCustomer: { for: 'customer' },
  AwaitThirdParty: { for: 'third_party' },
  ScheduleWork: { for: 'scheduled' },
  AcceptTerms: { accepted: 'yes' },
  DeclineTerms: { accepted: 'no' },
};
