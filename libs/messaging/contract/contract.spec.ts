import { TICKET_EVENTS } from '#ticketing';
import { CONTRACT, PUBLIC_TYPES } from './contract';
import { PUBLIC_EVENTS } from './public-event';

const PROMISED = [
  ...['opened', 'contacted', 'prioritised', 'escalated', 'assigned', 'restored', 'resolved', 'closed', 'reopened'],
  ...['cancelled', 'merged'],
].map((happened) => `com.faultline.ticket.${happened}.v1`);

describe('The public contract', () => {
  it('has every type that was promised, and a line in the store for each', () => {
    expect(PUBLIC_TYPES).toEqual(
      expect.arrayContaining([
        ...PROMISED,
        ...['warned', 'breached', 'met', 'breach-withdrawn'].map((name) => `com.faultline.sla.${name}.v1`),
        ...['opened', 'determined', 'superseded', 'disputed', 'settled'].map(
          (name) => `com.faultline.fault-review.${name}.v1`,
        ),
        ...['charged', 'credited', 'waived'].map((name) => `com.faultline.billing.${name}.v1`),
      ]),
    );
    expect(Object.keys(PUBLIC_EVENTS)).toStrictEqual([...PUBLIC_TYPES]);
  });

  it('names the ticket and the client in every type', () => {
    for (const type of PUBLIC_TYPES)
      expect(Object.keys(CONTRACT[type].data.shape)).toEqual(expect.arrayContaining(['ticketId', 'client']));
  });

  it('has no field of a name under which a person may have typed freely', () => {
    const personal = new Set(
      Object.values(TICKET_EVENTS).flatMap((line) => ('personal' in line ? line.personal.map(lastOf) : [])),
    );
    expect(personal).toContain('summary');
    for (const type of PUBLIC_TYPES)
      expect(Object.keys(CONTRACT[type].data.shape).filter((field) => personal.has(field))).toStrictEqual([]);
  });

  it('sends every due, warned, breached and met instant with the version of its calendar', () => {
    for (const type of PUBLIC_TYPES) {
      const fields = Object.keys(CONTRACT[type].data.shape);
      if (['dueAt', 'warnedAt', 'breachedAt', 'metAt'].some((field) => fields.includes(field)))
        expect(fields).toContain('calendar');
    }
  });
});
const lastOf = (path: string) => path.replace(/\.\*$/, '').split('.').at(-1) ?? '';
