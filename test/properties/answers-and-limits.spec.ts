import { type BillingEvent, ledger } from '#billing';
import { iso, ms } from '#kernel';
import type { Scenario } from '#simulation';
import { forEveryHistory } from './for-every-history';
import { type Life, live } from './live';

// What the client answers to the terms, what waits for its amount, and what was written down later: each read from the
// events alone, in other words than the rules'.

const withoutInstant = (scenario: Scenario): Scenario => ({
  ...scenario,
  steps: scenario.steps.map(({ occurredAt, ...step }) =>
    step.do === 'resolve' || occurredAt === undefined ? step : { ...step, occurredAt },
  ),
});
const eventsOf = ({ billing }: Life): readonly BillingEvent[] => billing.map(({ event }) => event);

describe('A ledger, whatever came before,', () => {
  it('counts no minute that was worked while the terms stood refused', () =>
    forEveryHistory(async ({ lives, folded }) => {
      for (const life of lives) {
        const { incident } = await folded(`billing-${life.id}`, ledger);
        for (const [index, event] of eventsOf(life).entries()) {
          if (!('sessions' in event)) continue;
          const known = eventsOf(life).slice(0, index);
          const answers = incident.terms.filter(
            ({ event: of, at }) => of === event.event && isKnownBy(known, life, iso(at)),
          );
          for (const { counted } of event.sessions ?? [])
            for (const { from, to } of counted) {
              const last = answers
                .filter(({ at }) => at <= ms(from))
                .toSorted((a, b) => a.at - b.at || a.seq - b.seq)
                .at(-1);
              expect([from, last?.accepted ?? true]).toStrictEqual([from, true]);
              const inside = answers.filter(({ at, accepted }) => !accepted && at > ms(from) && at < ms(to));
              // An acceptance of the same instant takes a refusal back before it took anything.
              for (const { at, seq } of inside)
                expect(answers.some((other) => other.accepted && other.at === at && other.seq > seq)).toBe(true);
            }
        }
      }
    }));

  it('posts nothing above the limit of its policy that nobody has approved', () =>
    forEveryHistory(({ lives }) => {
      for (const life of lives) {
        const limit = life.policy.document.billing.chargeApprovalOverCents ?? Number.POSITIVE_INFINITY;
        const approved = new Map<number, number>();
        for (const event of eventsOf(life)) {
          if (event.type === 'BillingApproved') approved.set(event.event, event.wantedCents ?? 0);
          if ('postingId' in event && event.cents > 0)
            expect(event.balanceCents).toBeLessThanOrEqual(Math.max(limit, approved.get(event.event) ?? 0));
        }
      }
    }));

  it('does not depend on how long before it was written down a ticket was solved', () =>
    forEveryHistory(async ({ scenario, lives }) => {
      const bare = await live(withoutInstant(scenario));
      for (const life of lives) {
        const other = bare.lives.find(({ id }) => id === life.id);
        // A resolution that was refused for its instant is accepted without it: another history.
        if (other?.ticket.length !== life.ticket.length) continue;
        expect(other.outcome.billing).toStrictEqual(life.outcome.billing);
        expect(other.outcome.state).toBe(life.outcome.state);
      }
    }));
});

/** An answer that the ledger had when it assessed: given on it, or brought by a merge. */
const isKnownBy = (known: readonly BillingEvent[], _life: Life, at: string): boolean =>
  known.some(
    (event) =>
      ((event.type === 'TermsAccepted' || event.type === 'TermsDeclined') && event.at === at) ||
      (event.type === 'FactNoted' &&
        event.fact.kind === 'absorbed' &&
        event.fact.terms.some((answer) => ms(answer.at) === ms(at))),
  );

describe('A ticket, whatever came before,', () => {
  it('is a P1 that was asked for at night until somebody has looked, and of its channel otherwise', () =>
    forEveryHistory(({ lives }) => {
      for (const { ticket, policy } of lives)
        for (const { event, stamp } of ticket) {
          if (event.type !== 'TicketOpened') continue;
          const { untriagedP1 } = policy.document.afterHours;
          const asked = ms(event.contactedAt ?? stamp.recordedAt);
          const believed =
            untriagedP1 === 'as-requested' && event.requested === 'P1' && !policy.standardHours.isOpen(asked);
          expect(event.assigned).toBe(believed ? 'P1' : policy.document.defaultPriority[event.channel]);
        }
    }));

  it('is triaged once, while it is open, and stays where it is but for a new one', () =>
    forEveryHistory(({ lives }) => {
      for (const { ticket } of lives) {
        const validations = ticket.map(({ event: { type } }) => type).filter((type) => VALIDATE.includes(type));
        expect(validations.slice(1)).not.toContain('TicketTriaged');
      }
    }));

  it('took no longer entry than its policy allows', () =>
    forEveryHistory(({ lives }) => {
      for (const { ticket, policy } of lives)
        for (const { event } of ticket)
          if (event.type === 'WorkLogged' || event.type === 'WorkAmended')
            expect((ms(event.to) - ms(event.from)) / 60_000).toBeLessThanOrEqual(
              policy.document.billing.maxEntryMinutes ?? Number.POSITIVE_INFINITY,
            );
    }));

  it('lets nothing happen before the client called, or a resolution before its cycle began', () =>
    forEveryHistory(({ lives }) => {
      for (const { ticket } of lives) {
        let first = Number.POSITIVE_INFINITY;
        let began = Number.POSITIVE_INFINITY;
        for (const { event, stamp } of ticket) {
          const at = ms(stamp.occurredAt);
          if (event.type === 'TicketOpened') [first, began] = Array(2).fill(ms(event.contactedAt ?? stamp.recordedAt));
          else if (event.type === 'TicketReopened') began = at;
          else if (event.type === 'MergeAbsorbed') {
            first = Math.min(first, ...event.contacts.map((contact) => ms(contact.at)));
            if (!ticket.some((it) => it.event.type === 'TicketReopened')) began = first;
          } else expect(at).toBeGreaterThanOrEqual(IN_CYCLE.includes(event.type) ? began : first);
        }
      }
    }));
});
const VALIDATE = ['TicketTriaged', 'PriorityChanged', 'PriorityCorrected'];
const IN_CYCLE = ['TicketResolved', 'ClientContactRecorded'];
