import { createHash } from 'node:crypto';
import { Duties, type Duty, sayDuty } from '#audit/module';
import { categoryOf, iso, ms } from '#kernel';
import { openArchive } from './archive';
import { instantOf } from './output';

type Options = { readonly store?: string; readonly from?: string; readonly to?: string; readonly json?: boolean };
const READ = ['ticket', 'billing'];

/** The segregation of duties as a page that a person can sign: every act that took two, every late change under posted money. */
export const dutyCommand = async ({ store, from, to, json }: Options): Promise<void> => {
  const since = from === undefined ? Number.NEGATIVE_INFINITY : instantOf(from, '--from');
  const until = to === undefined ? Number.POSITIVE_INFINITY : instantOf(to, '--to');
  const archive = await openArchive(store);
  const duties = new Duties();
  const found: Duty[] = [];
  let last = 0;
  await archive
    .read('everything', (events) => {
      for (const { stored } of events) {
        if (!READ.includes(categoryOf(stored.stream))) continue;
        const opened = archive.open(stored);
        last = Math.max(last, ms(opened.stamp.recordedAt));
        found.push(...duties.take(stored.stream, opened));
      }
    })
    .finally(() => archive.close());
  const asked = found.filter(({ second }) => ms(second.at) >= since && ms(second.at) < until);
  if (json) return void console.log(JSON.stringify(asked));
  const period = `${from === undefined ? 'the beginning' : iso(since)} to ${to === undefined ? iso(last) : iso(until)}`;
  console.log(pageOf(asked, period, archive.name));
};

const pageOf = (duties: readonly Duty[], period: string, source: string): string => {
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
