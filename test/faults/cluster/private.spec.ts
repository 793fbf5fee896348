// What the rig looks for is found where it is.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Clients, type CommandToSend } from '../../kill/clients';
import { discard, scratch } from '../../programs/scratch';
import { PrivateMatters } from './private';

/** A server that answers every question with everything that it was ever told. */
class Gossip extends Clients {
  readonly heard: string[] = [];
  override async say({ body }: CommandToSend) {
    this.heard.push(JSON.stringify(body));
    return { ticketId: 'X' };
  }
  override async get() {
    return this.heard;
  }
}
class Discreet extends Gossip {
  override get(): Promise<never> {
    return Promise.reject(new Error('was answered {"status":404}'));
  }
}
/** Looks once. */
const once = () => {
  let looks = 0;
  return () => looks++ > 0;
};

describe('What is private', () => {
  it('is found where another client is told of it (I10)', async () => {
    const [gossip, discreet] = [new PrivateMatters(new Gossip(), 1), new PrivateMatters(new Discreet(), 1)];
    await gossip.pry(once());
    await discreet.pry(once());
    expect(gossip.broken).toContainEqual(expect.stringMatching(/^I10: acme was told of a ticket of globex/));
    expect(discreet.broken).toStrictEqual([]);
  });

  it('is found where it was erased and is in the log all the same (I11)', async () => {
    const directory = scratch('private');
    const clients = new Gossip();
    writeFileSync(join(directory, 'store'), 'nothing');
    const matters = new PrivateMatters(clients, 1);
    expect(await matters.erase(directory, ['a line'])).toStrictEqual([]);
    expect(await matters.erase(directory, clients.heard)).toStrictEqual([expect.stringMatching(/^I11: .* the log/)]);
    discard(directory);
  });
});
