import { compile, mergePolicy, type PolicyDocument, publishedFrom } from '#policy';
import { luxonWalk } from './luxon-walk';
import { median, type Row, timed } from './row';
import { standardSupport } from './standard-support';

const ROUNDS = 15;

/** Milliseconds to compute one calendar year of open intervals that nobody has asked for before. */
export const calendarBuild = (): Row => {
  const document = standardSupport();
  const walk = luxonWalk(document);
  // Calendars are kept by their content, their name included: each of these is computed anew.
  const fresh = Array.from({ length: ROUNDS }, (_, i) => `year-${i}`);
  const calendars = Object.fromEntries(fresh.map((name) => [name, document.calendars['standard-hours']]));
  const policy = compile(publishedFrom(mergePolicy(document, { calendars }) as PolicyDocument, 1));

  const ours: number[] = [];
  const theirs: number[] = [];
  fresh.forEach((name, i) => {
    const [from, to] = [Date.UTC(2020 + i, 0, 1), Date.UTC(2021 + i, 0, 1)];
    const calendar = policy.calendars[name];
    ours.push(timed(() => calendar?.between(from, to - 1)));
    let walked: readonly (readonly [number, number])[] = [];
    theirs.push(
      timed(() => {
        walked = walk.intervals(from, to);
      }),
    );
    if (JSON.stringify(calendar?.intervals(from, to)) !== JSON.stringify(walked))
      throw new Error(`The calendar and the luxon walk disagree on ${2020 + i}; there is nothing to compare.`);
  });

  const value = median(ours);
  const referenceValue = median(theirs);
  return {
    name: 'calendar-build',
    value,
    unit: 'ms',
    reference: 'a plain luxon walk, a DateTime for each window',
    referenceValue,
    ratio: referenceValue / value,
    goal: '≤ 20 ms',
    met: value <= 20,
  };
};
