// A subscription as a test sees it: what it has said so far, and a wait for more.
import { once } from 'node:events';
import type { AllStreamSubscription, ResolvedEvent, StreamSubscription } from '@eventstore/db-client';

type SubscriptionSignal = 'confirmation' | 'caughtUp' | 'fellBehind' | 'event';

/** Listens at once, before the call is made, so that nothing is missed. */
export const subscribed = (subscription: StreamSubscription | AllStreamSubscription) => {
  const said: SubscriptionSignal[] = [];
  const events: ResolvedEvent[] = [];
  let failed: Error | undefined;
  const say = (what: SubscriptionSignal) => {
    said.push(what);
    subscription.emit('heard');
  };
  for (const what of ['confirmation', 'caughtUp', 'fellBehind'] as const) subscription.on(what, () => say(what));
  subscription.on('data', (one: ResolvedEvent) => {
    events.push(one);
    say('event');
  });
  subscription.on('error', (error) => {
    failed = error;
    subscription.emit('heard');
  });
  const until = async (enough: () => boolean): Promise<void> => {
    while (!enough()) {
      if (failed) throw failed;
      await once(subscription, 'heard');
    }
  };
  return {
    said,
    events,
    until,
    confirmed: () => until(() => said.includes('confirmation')),
    caughtUp: () => until(() => said.includes('caughtUp')),
    /** Waits for so many events that are `ours`, and gives those. */
    have: async (count: number, ours: (one: ResolvedEvent) => boolean = () => true) => {
      await until(() => events.filter(ours).length >= count);
      return events.filter(ours);
    },
    failure: async (): Promise<Error> => {
      while (!failed) await once(subscription, 'heard');
      return failed;
    },
    pause: () => subscription.pause(),
    resume: () => subscription.resume(),
    end: () => subscription.unsubscribe(),
  };
};

export const revisionsOf = (events: readonly ResolvedEvent[]) =>
  events.map(({ event, link }) => Number((link ?? event)?.revision));
