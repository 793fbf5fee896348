import { DESK_COMMANDS, type DeskCommand } from './desk-commands';
import type { Pair } from './race';
import { type Situation, situations } from './situations';

const inSituation = (situation: Situation): readonly Pair[] =>
  DESK_COMMANDS.flatMap((one, index) =>
    DESK_COMMANDS.slice(index).map((other) => ({ situation, commands: [one, other] }) as const),
  );

/** Every pair of commands in every situation. */
export const allPairs = async (): Promise<readonly Pair[]> => (await situations()).flatMap(inSituation);

const isCalled = (name: string) => (command: DeskCommand) => command.name === name;
/** The pair of two commands, in every situation. Throws where there is no such command. */
export const pairsOf = async (one: string, other: string): Promise<readonly Pair[]> => {
  const commands = [DESK_COMMANDS.find(isCalled(one)), DESK_COMMANDS.find(isCalled(other))];
  const [first, second] = commands;
  if (!first || !second) throw new TypeError(`The desk knows no ${first ? other : one}.`);
  return (await situations()).map((situation) => ({ situation, commands: [first, second] }));
};
