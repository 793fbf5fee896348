import { type PublicEvent, publicStream } from '#messaging';
import type { World } from '../../faults/kafka/world';

/** Public events of the usual size, so many of each ticket, as the public process records them. */
export const fill = async ({ store }: Pick<World, 'store'>, tickets: number, each: number): Promise<void> => {
  const ids = Array.from({ length: tickets }, (_, n) => `T${String(n).padStart(8, '0')}`).values();
  const lane = async () => {
    for (const ticketId of ids) {
      const events = Array.from({ length: each }, (_, revision) => warned(ticketId, revision));
      const context = { commandId: ticketId, actor: { id: 'bench', role: 'bench' }, at: AT };
      await store.append(publicStream(ticketId), -1, events, context);
    }
  };
  await Promise.all(Array.from({ length: 16 }, lane));
};

const AT = '2026-03-14T08:00:00.000Z';
const TYPE = 'com.faultline.sla.warned.v1';
const warned = (ticketId: string, revision: number): PublicEvent => ({
  type: TYPE,
  id: `1189c75d-b140-5e81-8e8b-${String(revision).padStart(12, '0')}`,
  time: AT,
  recordedAt: AT,
  cause: { stream: 'sla', revision, eventId: `0e292a40-50c6-5822-a1cb-${String(revision).padStart(12, '0')}` },
  data: {
    ticketId,
    client: 'acme',
    target: 'restore',
    cycle: 1,
    armedAt: AT,
    priority: 'P1',
    dueAt: AT,
    calendar: { name: '24x7', policyId: 'standard-support', policyVersion: 1 },
    percent: 80,
    warnedAt: AT,
  },
});
