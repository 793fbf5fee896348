import { DESK_COMMANDS, deskCommand } from './desk-commands';
import type { Pair } from './race';
import { type Situation, situations } from './situations';

const inSituation = (situation: Situation): readonly Pair[] =>
  DESK_COMMANDS.flatMap((one, index) =>
    DESK_COMMANDS.slice(index).map((other) => ({ situation, commands: [one, other] }) as const),
  );

/** Every pair of commands in every situation. */
export const allPairs = async (): Promise<readonly Pair[]> => (await situations()).flatMap(inSituation);

/** The pair of two commands, in every situation. Throws where there is no such command. */
export const pairsOf = async (one: string, other: string): Promise<readonly Pair[]> => {
  const commands = [deskCommand(one), deskCommand(other)] as const;
  return (await situations()).map((situation) => ({ situation, commands }));
};
