// The console where it runs: in a browser, on a whole server with its own stores. One of each for all of these.

import { endAll } from '../programs/child';
import { Desk, isBrowserHere } from './browser';
import { access } from './cases/access';
import { everyCommand } from './cases/every-command';
import { forms } from './cases/forms';
import { lines } from './cases/lines';
import { live } from './cases/live';
import { money } from './cases/money';
import { signingIn } from './cases/signing-in';
import { story } from './cases/story';
import { tasks } from './cases/tasks';
import { travel } from './cases/travel';
import { type Seeded, seed } from './seed';

(isBrowserHere ? describe : describe.skip)('The console', () => {
  const desk = new Desk();
  let seeded: Seeded;
  beforeAll(async () => {
    await desk.open();
    seeded = await seed(desk.api);
  });
  // Whatever the page complained about is a fault of the case in which it did.
  afterEach(() => expect(desk.faults.splice(0)).toStrictEqual([]));
  afterAll(async () => {
    await desk.close();
    await endAll();
  });

  describe('can be used by everybody', () => {
    afterAll(() => desk.leave());
    access(desk, () => seeded);
  });
  describe('is worked with', () => {
    afterEach(() => desk.leave());
    signingIn(desk);
    tasks(desk, () => seeded);
    travel(desk, () => seeded);
    money(desk, () => seeded);
    forms(desk, () => seeded);
    lines(desk, () => seeded);
    story(desk);
    everyCommand(desk, () => seeded);
    live(desk);
  });
});
