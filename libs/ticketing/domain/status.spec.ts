import { replay } from '#kernel';
import { statusAfter } from './status';
import {
  askedCustomer,
  assignedToEve,
  correctedToP3,
  eveWorked,
  IN_STATE,
  opened,
  raisedToP1,
  recordedAs,
  reopened,
  resolved,
  scheduled,
  started,
  triagedP1,
} from './stories';
import { type TicketEvent, ticket } from './ticket';

// Views know a ticket by its events alone, and show it in the state that its lifecycle says.

const LOOKED = ['TicketTriaged', 'PriorityChanged', 'PriorityCorrected'];
/** As a view goes on, event by event. */
const shown = (history: readonly TicketEvent[]) =>
  history.reduce<Parameters<typeof statusAfter>[1]>(
    (before, { type }) => ({
      status: statusAfter(type, before),
      validated: before.validated || LOOKED.includes(type),
    }),
    { status: 'merged', validated: false },
  ).status;
const lived = (history: readonly TicketEvent[]) =>
  replay(
    ticket,
    history.map((event) => recordedAs(event, '2026-03-14T08:00:00.000Z')),
  ).lifecycle.status;
const givenBack: TicketEvent = { type: 'TicketUnassigned', from: 'eve' };

describe('A view shows a ticket', () => {
  it.each(Object.entries(IN_STATE))('that is %s as such', (state, history) => {
    expect(shown(history)).toBe(state);
    expect(lived(history)).toBe(state);
  });
  it.each<[string, readonly TicketEvent[], string]>([
    ['that is given back before anybody has looked as new', [opened, assignedToEve, givenBack], 'new'],
    ['that is given back after triage as triaged', [opened, triagedP1, assignedToEve, givenBack], 'triaged'],
    ['that is given back after a change as triaged', [opened, raisedToP1, assignedToEve, givenBack], 'triaged'],
    ['that is given back in work as in work', [opened, assignedToEve, started, givenBack], 'in_progress'],
    ['that is triaged late as it was', [opened, assignedToEve, triagedP1], 'assigned'],
    [
      'that is assigned while it waits as waiting',
      [opened, triagedP1, started, askedCustomer, assignedToEve],
      'awaiting_customer',
    ],
    [
      'that somebody works on while it is planned as planned',
      [opened, triagedP1, started, scheduled, eveWorked],
      'scheduled',
    ],
    ['that somebody logs work on as in work', [opened, eveWorked], 'in_progress'],
    ['that is corrected after its end as ended', [opened, started, resolved, correctedToP3], 'resolved'],
    ['that is reopened as in work', [opened, started, resolved, reopened], 'in_progress'],
  ])('%s', (_title, history, state) => {
    expect(shown(history)).toBe(state);
    expect(lived(history)).toBe(state);
  });
  it('as it was after an event that it does not know', () =>
    expect(statusAfter('SomethingNewer', { status: 'assigned', validated: true })).toBe('assigned'));
});
