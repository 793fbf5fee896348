import type { Problem, Survey } from '#embedded-store';

export const problemLine = ({ is, segment, offset, position, what }: Omit<Problem, 'is'> & { is: string }): string =>
  `${is.toUpperCase().padEnd(7)} ${segment} at byte ${offset} (log position ${position}): ${what}`;

/** Says the problems of a log; answers whether any of them is more than a tail that the next start cuts off. */
export const sayProblems = ({ problems }: Pick<Survey, 'problems'>): boolean => {
  for (const problem of problems) console.error(problemLine(problem));
  return problems.some(({ is }) => is === 'damaged');
};
