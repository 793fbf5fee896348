// Invites by mail who is invited, with the appointment for their calendar; and says so where it changes. Each is sent once, as the
// outbox has it; the address is the register's as the mail goes out.

import type { ClientRegister } from '#clients/module';
import { type MailChannel, OutboxDriver, type OutgoingMail } from '#conversation/module';
import { ms, type ProcessManager, type ProcessOutcome } from '#kernel';
import { iCalendar } from '#oncall';
import { localTime } from '#policy';
import type { CommandEnvironment } from '#ticketing/commands';
import { dueMails, filled, invitationOf, TEMPLATES } from '../domain/invitation';
import { type KnownTraining, type Training, training } from '../domain/training';
import { trainingStream } from './streams';

type Ports = {
  readonly environment: CommandEnvironment;
  readonly register: Pick<ClientRegister, 'client'>;
  /** None where no mail goes out. */
  readonly channel: MailChannel | undefined;
  /** The address of the desk, which invites. */
  readonly from: string;
  readonly domain: string;
  readonly instance: string;
};

export class TrainingInvitations implements ProcessManager {
  readonly name = 'training-invitations';
  readonly prefixes = ['training-'];
  readonly #ports: Ports;
  constructor(ports: Ports) {
    this.#ports = ports;
  }

  async handle(trainingId: string, now: number): Promise<ProcessOutcome> {
    const { environment, channel, instance } = this.#ports;
    if (!channel) return 'unchanged';
    const { state } = await environment.store.load<Training>(trainingStream(trainingId), training, 'latest');
    if (state.status === 'none') return {};
    const mailOf = ({ messageId, revision }: { readonly messageId: string; readonly revision: number }) =>
      this.#mailOf(trainingId, state, messageId, revision, now);
    const driver = new OutboxDriver(trainingId, { environment, name: this.name, instance, channel, mailOf });
    const known = await driver.load();
    const isKnown = (number: number) => known.has(messageIdOf(trainingId, number));
    for (const { number, invitation } of dueMails(state, now)) {
      // Of a cancellation hears who was invited before it.
      const isNews =
        state.status === 'scheduled' || [...known.values()].some(({ contact }) => contact === keyOf(invitation));
      if (isKnown(number) || !isNews) continue;
      const messageId = messageIdOf(trainingId, number);
      await driver.queue({ messageId, kind: 'invitation', revision: number, contact: keyOf(invitation) }, now);
    }
    return driver.send(now);
  }

  async #mailOf(
    trainingId: string,
    state: KnownTraining,
    messageId: string,
    number: number,
    now: number,
  ): Promise<OutgoingMail | { readonly unsent: string }> {
    const { register, from, domain, environment } = this.#ports;
    const invitation = invitationOf(state, number);
    const { appointment, product, feature, url } = state;
    if (!invitation || !appointment) return { unsent: 'Nobody is invited to it any more.' };
    const { state: client } = await register.client(invitation.client);
    const to = client.status === 'registered' ? client.contacts.get(invitation.contact)?.email : undefined;
    if (to === undefined) return { unsent: 'The register has no address of them.' };
    if (number % 1_000 !== appointment.sequence) return { unsent: 'It was changed before it was sent.' };
    const { zone } = await environment.policies.inForce(now, invitation.client);
    const isCancelled = state.status === 'cancelled';
    const [startsAt, endsAt] = [ms(appointment.startsAt), ms(appointment.endsAt)];
    const template = TEMPLATES[isCancelled ? 'cancelled' : 'scheduled'];
    const fields = {
      feature,
      product,
      from: localTime(zone, startsAt),
      to: localTime(zone, endsAt),
      joinUrl: appointment.joinUrl,
      read: url === undefined ? '' : `To read: ${url}\n`,
    };
    const entry = {
      uid: `${trainingId}-training@faultline`,
      from: startsAt,
      to: endsAt,
      summary: feature,
      location: appointment.joinUrl,
      invitation: { organizer: from, attendee: to, sequence: appointment.sequence, cancelled: isCancelled },
    };
    const method = isCancelled ? 'CANCEL' : 'REQUEST';
    return {
      to,
      subject: filled(template.subject, fields),
      text: filled(template.text, fields),
      messageId: `<${messageId}@${domain}>`,
      references: `<${messageId}@${domain}>`,
      calendar: { method, content: iCalendar('Trainings', zone, [entry], now, method) },
      automatic: true,
    };
  }
}
const keyOf = ({ client, contact }: { readonly client: string; readonly contact: string }): string =>
  `${client}/${contact}`;
/** As those of tickets are, so that one which comes back is known by it. */
const messageIdOf = (trainingId: string, number: number): string => `${trainingId}.${number}`;
