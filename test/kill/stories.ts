// What happens to a ticket from the first call to a charge, in ten ways, and what is owed in the end. The outage was on
// a Saturday night, so that the work counts; it is all told later, when the server is there to hear it.
import type { Role } from '#identity';
import type { Chance } from '../faults/chance';
import type { Clients, CommandToSend } from './clients';

export type ExpectedOutcome = {
  readonly ticketId: string;
  readonly story: string;
  /** In cents, signed, in their order; where the order of facts decides it, their sum alone. */
  readonly postings: readonly number[] | { readonly sum: number };
};

type Teller = {
  readonly ticketId: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the route answers.
  say(role: Role, route: string, body: object, yields: string, category?: CommandToSend['category']): Promise<any>;
};
type Story = (teller: Teller, chance: Chance, clients: Clients) => Promise<ExpectedOutcome['postings']>;

const MINUTE = 60_000;
/** Three in the morning in Chicago. */
const CALL = Date.UTC(2026, 9, 3, 8);
const at = (minutes: number) => new Date(CALL + minutes * MINUTE).toISOString();

/** Clause 3: $125 an hour, an hour at least; half a cent rounds up. */
const centsFor = (minutes: number): number => Math.floor((12_500 * Math.max(60, minutes) + 30) / 60);

const triage = ({ say }: Teller) => say('agent', 'triage', { priority: 'P1' }, 'TicketTriaged');
const reply = ({ say }: Teller) => say('agent', 'replies', { channel: 'phone', text: 'We are on it.' }, 'ReplySent');
const work = ({ say }: Teller, from: number, to: number) =>
  say('engineer', 'work', { from: at(from), to: at(to) }, 'WorkLogged');
const resolve = ({ say }: Teller) =>
  say('engineer', 'resolution', { code: 'power-restored', note: 'Another outlet' }, 'TicketResolved');
const determine = ({ say }: Teller, faultClass: string, cycle = 1) =>
  say('fault-reviewer', `cycles/${cycle}/determination`, { faultClass, reason: REASON }, 'FaultDetermined');
const supersede = async ({ say }: Teller, faultClass: string) => {
  const body = { faultClass, reason: REASON };
  const { proposal } = await say('fault-reviewer', 'cycles/1/supersession', body, 'ActProposed');
  return say('supervisor', `proposals/${proposal.proposalId}/approval`, {}, 'FaultDeterminationSuperseded');
};
const decide = ({ say }: Teller, route: string, yields: string) =>
  say('billing', `billing/${route}`, { reason: 'As agreed' }, yields, 'billing');
const REASON = 'Looked into by somebody who did not work on it.';

/** Said on the way, or not: it moves no charge. */
const asides: readonly ((teller: Teller, n: number) => Promise<unknown>)[] = [
  ({ say }, n) => say('agent', 'notes', { text: `Note ${n}` }, 'NoteAdded'),
  ({ say }, n) => say('client-contact', 'attachments', { name: `log-${n}.txt` }, 'AttachmentAdded'),
  ({ say }) => say('client-contact', 'contacts', { channel: 'phone' }, 'ClientContactRecorded'),
  ({ say }) => say('agent', 'replies', { channel: 'email' }, 'ReplySent'),
];
const handled = async (teller: Teller, chance: Chance, minutes: number): Promise<number> => {
  await triage(teller);
  await reply(teller);
  for (let n = chance.below(4); n > 0; n--) await chance.of(asides)(teller, n);
  await work(teller, 10, 10 + minutes);
  await resolve(teller);
  return centsFor(minutes);
};

const STORIES: Readonly<Record<string, Story>> = {
  "the client's fault": async (teller, chance) => {
    const cents = await handled(teller, chance, 20 + chance.below(160));
    await determine(teller, 'client');
    return [cents];
  },
  "the provider's fault": async (teller, chance) => {
    await handled(teller, chance, 90);
    await determine(teller, 'provider');
    return [];
  },
  'two tickets, one outage': async (teller, chance, clients) => {
    const other = await openTicket(clients, chance, 'client-contact', {});
    await other.say('client-contact', 'attachments', { name: 'router.log' }, 'AttachmentAdded');
    await work(other, 200, 230);
    await other.say('agent', 'merge', { into: teller.ticketId, reason: 'The same outage' }, 'TicketMerged');
    await handled(teller, chance, 45);
    await determine(teller, 'client');
    return { sum: centsFor(75) };
  },
  'work that was forgotten': async (teller, chance) => {
    const cents = await handled(teller, chance, 80);
    await determine(teller, 'client');
    await work(teller, 300, 325);
    return [cents, centsFor(105) - cents];
  },
  'a cause that was another': async (teller, chance) => {
    const cents = await handled(teller, chance, 100);
    await determine(teller, 'third_party_client_side');
    await supersede(teller, 'provider');
    return [cents, -cents];
  },
  'a charge that was waived': async (teller, chance) => {
    const cents = await handled(teller, chance, 61);
    await determine(teller, 'client');
    await decide(teller, 'waiver', 'BillingWaived');
    return [cents, -cents];
  },
  'a waiver that was taken back': async (teller, chance) => {
    const cents = await handled(teller, chance, 70);
    await determine(teller, 'client');
    await decide(teller, 'waiver', 'BillingWaived');
    const { proposal } = await decide(teller, 'reinstatement', 'DecisionProposed');
    await teller.say('supervisor', `proposals/${proposal.proposalId}/approval`, {}, 'BillingReinstated', 'billing');
    return [cents, -cents, cents];
  },
  'force majeure, approved': async (teller, chance) => {
    const cents = await handled(teller, chance, 119);
    await determine(teller, 'force_majeure');
    await decide(teller, 'approval', 'BillingApproved');
    return [cents];
  },
  'an outage that came back': async (teller, chance) => {
    const cents = await handled(teller, chance, 30);
    await determine(teller, 'client');
    await teller.say('agent', 'reopening', { channel: 'phone', reason: 'Down again' }, 'TicketReopened');
    await resolve(teller);
    await determine(teller, 'client', 2);
    return [cents];
  },
  // A refusal speaks of the work that comes after it: what was worked before stays owed.
  'terms that were declined after the work': async (teller, chance) => {
    await teller.say('client-contact', 'terms', { accepted: false }, 'TermsDeclined', 'billing');
    const cents = await handled(teller, chance, 40);
    await determine(teller, 'client');
    return [cents];
  },
};

/** Tells one story from the first call to its end. */
export const tell = async (clients: Clients, chance: Chance): Promise<ExpectedOutcome> => {
  const story = chance.of(Object.keys(STORIES));
  const called = { client: 'acme', channel: 'voicemail', contactedAt: at(0) };
  const teller = await openTicket(clients, chance, 'supervisor', called);
  const postings = await (STORIES[story] as Story)(teller, chance, clients);
  return { ticketId: teller.ticketId, story, postings };
};

const openTicket = async (clients: Clients, chance: Chance, role: Role, named: object): Promise<Teller> => {
  const body = { channel: 'portal', priority: 'P1', summary: 'No calls in or out', ...named };
  const opening = { role, path: '/tickets', body, yields: 'TicketOpened', key: chance.uuid() };
  const { ticketId } = await clients.say(opening);
  return {
    ticketId,
    say: (by, route, words, yields, category = 'ticket') =>
      clients.say({
        role: by,
        path: `/tickets/${ticketId}/${route}`,
        body: words,
        yields,
        category,
        key: chance.uuid(),
      }),
  };
};
