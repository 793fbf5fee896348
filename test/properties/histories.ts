// Random histories of a support desk that make what hurts: merges, reopenings, late work, amendments, disputes,
// corrections, waivers, other contracts, clock changes. The same seed gives the same history.

import { iso } from '#kernel';
import { parseScenarios, type Scenario } from '#simulation';
import { type Chance, chanceOf } from '../faults/chance';
import { MOVES } from './moves';
import { policyOverride } from './policy-overrides';
import { soreDelay, soreInstant } from './sore-times';
import { isOver, type Move, type TicketModel } from './ticket-model';

const STEPS_MAX = 34;

const chosenMove = (chance: Chance, ticket: TicketModel): [string, Move] => {
  const likely = Object.entries(MOVES)
    .filter(([, { during }]) => during.includes(ticket.phase) || chance.happens(0.01))
    .map((move) => ({ move, weight: typeof move[1].weight === 'number' ? move[1].weight : move[1].weight(ticket) }));
  let left = (likely.reduce((sum, { weight }) => sum + weight, 0) * chance.below(1_000_000)) / 1_000_000;
  const chosen = likely.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  return chosen?.move ?? ['note', MOVES.note as Move];
};

/** A scenario in its parsed form: what `simulate` runs, and a server can be told step by step. */
export const randomScenario = (seed: number): Scenario => {
  const chance = chanceOf(seed);
  const tickets: TicketModel[] = [];
  const steps: Record<string, unknown>[] = [];
  const count = 6 + chance.below(STEPS_MAX - 6);
  const ticketsMax = chance.of([1, 1, 2, 2, 3]);
  const clients = chance.happens(0.9) ? ['acme'] : ['acme', 'bolt'];
  let now = soreInstant(chance);

  const open = () => {
    const name = `T${tickets.length + 1}`;
    const monitoring = chance.happens(0.06);
    const contactedAt =
      chance.happens(0.2) && !monitoring ? iso(now - chance.of([1, 20, 60, 400]) * 60_000) : undefined;
    steps.push({
      at: iso(now),
      do: 'open',
      ticket: name,
      client: chance.of(clients),
      channel: chance.of(['phone', 'voicemail', 'voicemail', 'portal', 'email']),
      priority: chance.of(['P1', 'P1', 'P2', 'P3', 'P4']),
      summary: 'calls fail',
      ...(monitoring && { monitoring }),
      ...(contactedAt !== undefined && { contactedAt }),
    });
    tickets.push({
      name,
      phase: 'new',
      openedAt: now,
      cycleBeganAt: contactedAt === undefined ? now : Date.parse(contactedAt),
      validated: false,
      cycles: 1,
      events: 1,
      work: [],
      found: new Set(),
      disputed: false,
      waived: false,
      waits: false,
    });
  };

  const play = (ticket: TicketModel) => {
    const [name, { say, after }] = chosenMove(chance, ticket);
    const others = tickets.filter((other) => other !== ticket).map((other) => other.name);
    const said = say({ ticket, chance, now, others, number: steps.length });
    if (!said) return;
    steps.push({ at: iso(now), do: name, ...(name !== 'publish_policy' && { ticket: ticket.name }), ...said });
    after?.(ticket, said, now);
  };

  open();
  while (steps.length < count) {
    now += soreDelay(chance, now, tickets.every(isOver) ? chance.happens(0.25) : chance.happens(0.03));
    if (tickets.length < ticketsMax && chance.happens(0.25)) open();
    else play(chance.of(tickets));
  }
  const asked = now + soreDelay(chance, now, chance.happens(0.5));
  const policy = policyOverride(chance);
  const [scenario] = parseScenarios({ id: `random-${seed}`, policy, steps, now: iso(asked) });
  if (!scenario) throw new Error('The generator made no scenario.');
  return scenario;
};
