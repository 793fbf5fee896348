// What happens to a role: killed, paused and woken late, doubled. Somebody does the role again at once, as a supervisor
// of processes would see to; who is left over may be killed in his turn.
import type { Chance } from '../chance';
import { type Crew, ROLES, type Role } from './crew';

export type Blow = { readonly role: Role; readonly what: string };
type Deal = (crew: Crew, role: Role, chance: Chance) => Promise<string>;

/** More than two of a role teach nothing. */
const ROOM = 2;
/** How long somebody may sleep. */
const SLEEPS_MS = 4_000;

const filled = (crew: Crew, role: Role): void => {
  if (crew.awake(role).length === 0) crew.start(role);
};

const kill: Deal = async (crew, role, chance) => {
  const killed = crew.kill(crew.anyOf(role, chance));
  filled(crew, role);
  await killed;
  return 'killed';
};

const pauseOne: Deal = async (crew, role, chance) => {
  if (crew.members(role).length >= ROOM) return kill(crew, role, chance);
  const milliseconds = 100 + chance.below(SLEEPS_MS);
  crew.sleep(crew.anyOf(role, chance), milliseconds);
  filled(crew, role);
  return `paused for ${milliseconds} ms`;
};

const double: Deal = async (crew, role, chance) => {
  if (crew.members(role).length >= ROOM) return kill(crew, role, chance);
  crew.start(role);
  return 'doubled';
};

const killTwice: Deal = async (crew, role, chance) => {
  await kill(crew, role, chance);
  await new Promise((resolve) => setTimeout(resolve, chance.below(1_500)));
  await kill(crew, role, chance);
  return 'killed, and killed again while it came back';
};

const DEALT: readonly Deal[] = [kill, kill, kill, pauseOne, pauseOne, double, killTwice];

/** Strikes one role. */
export const strike = async (crew: Crew, chance: Chance): Promise<Blow> => {
  const role = chance.of(ROLES);
  // All of them may be asleep: then this one is missing by now.
  filled(crew, role);
  return { role, what: `${role} ${await chance.of(DEALT)(crew, role, chance)}` };
};

/** Nobody sleeps, nobody is missing. */
export const relieve = async (crew: Crew): Promise<void> => {
  for (const member of crew.members()) if (member.alarm !== undefined) crew.wake(member);
  for (const role of ROLES) filled(crew, role);
  await Promise.all(crew.members().map(({ server }) => server));
};
