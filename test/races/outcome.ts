// What comes of two commands, and whether it is what comes of one of the two orders.

/** What came of two commands: how each was answered, and how everything stands once the processes are at rest. */
export type Outcome = { readonly answers: readonly [string, string]; readonly state: string };

/** How a race went that it should not have: undefined where it came out as one of the orders. */
export const faultOf = (
  orders: readonly Outcome[],
  raced: Outcome & { readonly left: readonly string[] },
): string | undefined => {
  if (raced.left.length > 0) return `${raced.left.join(' and ')} stayed reserved`;
  if (orders.some(({ answers, state }) => state === raced.state && answers.join() === raced.answers.join()))
    return undefined;
  const sameAnswers = orders.filter(({ answers }) => answers.join() === raced.answers.join());
  const orderAnswers = orders.map(({ answers }) => answers.join(', ')).join(' or ');
  if (sameAnswers.length === 0) return `answered ${raced.answers.join(', ')}; in order ${orderAnswers}`;
  const nearest = sameAnswers.toSorted((a, b) => firstDifference(b, raced) - firstDifference(a, raced))[0] ?? raced;
  const around = ({ state }: Outcome) => {
    const at = firstDifference(nearest, raced);
    return `…${state.slice(Math.max(0, at - 200), at + 260)}…`;
  };
  return `answered ${raced.answers.join(', ')} as in order, and stands otherwise: ${around(nearest)} in order, ${around(raced)} raced`;
};
const firstDifference = ({ state: expected }: Outcome, { state: found }: Outcome): number =>
  [...expected].findIndex((letter, index) => letter !== found[index]);
