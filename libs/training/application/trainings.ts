// What people say of trainings. Who is invited must speak for their client, and the client's contract include trainings.

import type { ClientRegister } from '#clients/module';
import { commandIdOf, ticketIdsOf } from '#event-store';
import { type Appended, type Context, DomainError, decideAndAppend, type EventStore } from '#kernel';
import { type Resource, type ResourceCommand, resources } from '../domain/resources';
import { type Training, type TrainingCommand, type TrainingProblem, training } from '../domain/training';
import { CATALOG, trainingStream } from './streams';

export class Trainings {
  readonly #store: EventStore;
  readonly #register: Pick<ClientRegister, 'client' | 'mustKnowClient'>;
  constructor(store: EventStore, register: Pick<ClientRegister, 'client' | 'mustKnowClient'>) {
    this.#store = store;
    this.#register = register;
  }

  async load(trainingId: string): Promise<{ readonly state: Training; readonly revision: number }> {
    return this.#store.load<Training>(trainingStream(trainingId), training, 'latest');
  }

  /** Its number follows from the command: said again it is the same training. */
  async release(command: Extract<TrainingCommand, { type: 'ReleaseFeature' }>, context: Context) {
    for (const trainingId of ticketIdsOf(commandIdOf(['training', context.commandId]))) {
      const { state, commands } = await this.#store.load<Training>(trainingStream(trainingId), training, 'latest');
      if (state.status !== 'none' && !commands.has(context.commandId)) continue;
      return { trainingId, ...(await this.say(trainingId, command, context)) };
    }
    throw new Error('There is always another number.');
  }

  /** Throws `client.unknown`, `client.contact-unknown`, `training.not-entitled`. */
  async say(trainingId: string, command: TrainingCommand, context: Context): Promise<Appended> {
    if (command.type === 'InviteStaff' || command.type === 'NoteAttendance') {
      const { client, contact } = command;
      await this.#register.mustKnowClient(client, { contact });
      await this.#mustBeEntitled(client);
    }
    return decideAndAppend(this.#store, trainingStream(trainingId), training, command, context);
  }

  async catalog(): Promise<readonly Resource[]> {
    const { state } = await this.#store.load(CATALOG, resources, 'latest');
    return [...state.values()].sort((one, other) =>
      `${one.product} ${one.title}`.localeCompare(`${other.product} ${other.title}`, 'en'),
    );
  }

  list(command: ResourceCommand, context: Context): Promise<Appended> {
    return decideAndAppend(this.#store, CATALOG, resources, command, context);
  }

  /** Of the products that a client has, where its contract does not leave the documentation out. */
  async catalogOf(clientId: string): Promise<readonly Resource[]> {
    const { state } = await this.#register.client(clientId);
    if (state.status === 'none') return [];
    const { contract, services } = state;
    if (contract && !contract.entitlements.includes('resources')) return [];
    const products = new Set([...services.values()].map(({ product }) => product));
    return (await this.catalog()).filter(({ product }) => products.has(product));
  }

  async #mustBeEntitled(clientId: string): Promise<void> {
    const { state } = await this.#register.client(clientId);
    if (state.status === 'registered' && state.contract && !state.contract.entitlements.includes('training'))
      throw new DomainError<TrainingProblem>(
        'training.not-entitled',
        `The contract of ${clientId} does not include trainings. Change it first.`,
        { acts: ['ChangeContract'], of: { client: clientId } },
      );
  }
}
