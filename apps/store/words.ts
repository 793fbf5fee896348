import type { Problem, Survey } from '#embedded-store';

export const FOUND = 1;

export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString('en-US')} ${number === 1 ? one : many}`;

export const size = (bytes: number): string => {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let [value, unit] = [bytes, 0];
  for (; value >= 1000 && unit < units.length - 1; unit++) value /= 1000;
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
};

export const problemLine = ({ is, segment, offset, position, what }: Omit<Problem, 'is'> & { is: string }): string =>
  `${is.toUpperCase().padEnd(7)} ${segment} at byte ${offset} (log position ${position}): ${what}`;

/** Says the problems of a log; answers whether any of them is more than a tail that the next start cuts off. */
export const sayProblems = ({ problems }: Pick<Survey, 'problems'>): boolean => {
  for (const problem of problems) console.error(problemLine(problem));
  return problems.some(({ is }) => is === 'damaged');
};
