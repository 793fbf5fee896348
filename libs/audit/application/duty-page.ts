// The segregation of duties as a page that a person can sign.

import { createHash } from 'node:crypto';
import { type Duty, sayDuty } from '../domain/duties';

/** `period` and `source` in words. Its hash covers the lines above it. */
export const dutyPage = (duties: readonly Duty[], period: string, source: string): string => {
  const list = (kind: Duty['kind']) => {
    const own = duties.filter((duty) => duty.kind === kind);
    return own.length === 0
      ? ['  None.']
      : own.map((duty, n) => `  ${n + 1}. ${duty.stream}@${duty.revision}  ${sayDuty(duty)}`);
  };
  const lines = [
    `Segregation of duties, ${period}, read from ${source}.`,
    '',
    'Acts that took two persons:',
    ...list('second-person'),
    '',
    'Facts that were changed while money was posted on them:',
    ...list('late-change'),
  ];
  const hash = createHash('sha256')
    .update(`${lines.join('\n')}\n`)
    .digest('hex');
  return [
    ...lines,
    '',
    `sha256 ${hash} of the lines above`,
    '',
    'Name: ____________________',
    'Signature and date: ____________________',
  ].join('\n');
};
