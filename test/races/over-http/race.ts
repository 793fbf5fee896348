// Two requests at once at a running server, each with a key of its own, held against the two orders in which they may
// have come one after the other: told of tickets of the same story, at the same server.

import type { ApiClient } from '../../public/api-client';
import type { TicketName } from '../desk-commands';
import { faultOf, type Outcome } from '../outcome';
import { inCommonWords } from './outcome';
import { COMMANDS_OVER_HTTP, type Request, requestOf, type World } from './requests';
import { lastNight, STORY_NAMES, tellWorld } from './stories';

type Command = { readonly name: (typeof COMMANDS_OVER_HTTP)[number]; readonly on: TicketName };
export type HttpPair = { readonly story: string; readonly commands: readonly [Command, Command] };

const COMMANDS = COMMANDS_OVER_HTTP.flatMap((name) => (['S', 'T'] as const).map((on): Command => ({ name, on })));
export const httpPairs: readonly HttpPair[] = STORY_NAMES.flatMap((story) =>
  COMMANDS.flatMap((one, index) => COMMANDS.slice(index).map((other) => ({ story, commands: [one, other] }) as const)),
);
export const nameOfHttp = ({ story, commands: [one, other] }: HttpPair): string =>
  `${story}: ${one.name} ${one.on} × ${other.name} ${other.on}`;

type Send = (one: () => Promise<string>, other: () => Promise<string>) => Promise<[string, string]>;
const inTurn: Send = async (one, other) => [await one(), await other()];
const inOtherTurn: Send = async (one, other) => {
  const second = await other();
  return [await one(), second];
};
const atOnce: Send = (one, other) => Promise.all([one(), other()]);

/** `done`, or the code of the refusal. Anything else is a fault of the server, and thrown. */
const answerOf = async (desk: ApiClient, { role, path, body }: Request): Promise<string> => {
  const answer = await desk.say<{ code?: string }>(role, path, body);
  if (answer.status < 300) return 'done';
  if (answer.status < 500 && answer.body.code !== undefined) return answer.body.code;
  throw new Error(`${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
};

const live = async (desk: ApiClient, { story, commands }: HttpPair, called: number, send: Send): Promise<Outcome> => {
  const world: World = await tellWorld(desk, story, called);
  const [one, other] = commands.map(({ name, on }) => requestOf(name, on, world)) as [Request, Request];
  const answers = await send(
    () => answerOf(desk, one),
    () => answerOf(desk, other),
  );
  return { answers, state: await inCommonWords(desk, world) };
};

/** Races a pair so often; the answers of each race, and how it ended as in no order, where it did. */
export const raceOverHttp = async (
  desk: ApiClient,
  pair: HttpPair,
  rounds: number,
): Promise<readonly { readonly answers: string; readonly fault?: string }[]> => {
  const called = lastNight();
  const orders = [await live(desk, pair, called, inTurn), await live(desk, pair, called, inOtherTurn)];
  const raced: { answers: string; fault?: string }[] = [];
  for (let round = 0; round < rounds; round++) {
    const outcome = await live(desk, pair, called, atOnce);
    const fault = faultOf(orders, { ...outcome, left: [] });
    raced.push({ answers: outcome.answers.join(' | '), ...(fault !== undefined && { fault }) });
  }
  return raced;
};
