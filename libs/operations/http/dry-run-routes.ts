// Which commands can be asked what they would come to: those that move clocks or money, and do nothing beside the streams.

export const DRY_RUN_TYPE = 'application/vnd.faultline.dry-run+json';

const ON_TICKET: readonly string[] = [
  'triage',
  'priority-changes',
  'priority-corrections',
  'contact-corrections',
  'policy-rebinding',
  'waits',
  'resume',
  'restoration',
  'resolution',
  'work',
  'work/:workId/amendments',
  'work/:workId/void',
  'cycles/:cycle/determination',
  'cycles/:cycle/supersession',
  'disputes',
  'disputes/settlement',
  'terms',
  'billing/approval',
  'billing/waiver',
  'billing/reinstatement',
];

/** `path` as the route declares it. */
export const isDryRunnable = (method: string, path: string): boolean =>
  method === 'POST' && ON_TICKET.some((one) => path === `/tickets/:ticketId/${one}`);
