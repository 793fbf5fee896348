import { Duties, type Duty, dutyPage } from '#audit/module';
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
  console.log(dutyPage(asked, period, archive.name));
};
