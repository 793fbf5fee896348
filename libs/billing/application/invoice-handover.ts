// Hands the invoices that were asked for to the billing system. Recorded before it is done; of what nobody knows it asks the
// billing system first, and never says anything again on a guess. Killed anywhere, or run twice, it brings about one invoice.

import { type Context, decideAndAppend, type ProcessManager, type ProcessOutcome, streamOf } from '#kernel';
import { type CommandEnvironment, systemContext } from '#ticketing/commands';
import { type Handover, nextHandover } from '../domain/handover';
import { type LedgerMonths, ledgerMonths, type MonthCommand } from '../domain/months';
import type { BillingGateway, InvoiceRequest } from './billing-gateway';

const STEPS_MAX = 500;
const DIED = 'Whoever handed it over has died, or heard nothing.';

type Ports = {
  readonly environment: CommandEnvironment;
  /** None where no billing system is named. */
  readonly gateway: BillingGateway | undefined;
  /** Tells this process from another one that does the same. */
  readonly instance: string;
};

export class InvoiceHandover implements ProcessManager {
  readonly name = 'invoice-handover';
  readonly prefixes = ['months-'];
  readonly #ports: Ports;
  constructor(ports: Ports) {
    this.#ports = ports;
  }

  async handle(policyId: string, now: number): Promise<ProcessOutcome> {
    const { gateway } = this.#ports;
    if (!gateway) return 'unchanged';
    for (let step = 0; step < STEPS_MAX; step++) {
      const action = nextHandover(await this.#load(policyId), now);
      if (action.do === 'rest') return {};
      if (action.do === 'wait') return { deadline: action.until };
      const { handover } = action;
      if (action.do === 'give-up') await this.#uncertain(policyId, handover, DIED, now);
      else if (action.do === 'look-up') await this.#lookUp(policyId, handover, gateway, now);
      else if (!(await this.#handOver(policyId, handover, gateway, now))) return { open: true };
    }
    throw new Error(`The invoices of ${policyId} are not at rest after ${STEPS_MAX} steps; they are asked again.`);
  }

  /** False where another process has begun it. */
  async #handOver(policyId: string, handover: Handover, gateway: BillingGateway, now: number): Promise<boolean> {
    const { month, client, attempts } = handover;
    const { instance } = this.#ports;
    const act = `${attempts + 1}/${instance}`;
    await this.#tell(policyId, { type: 'BeginHandover', month, client, by: instance }, `begin/${act}`, now);
    const state = await this.#load(policyId);
    const begun = state.handovers.get(`${month} ${client}`);
    if (begun?.state !== 'begun' || begun.by !== instance) return false;
    const outcome = await gateway.submit(requestOf(state, begun));
    if (outcome.is === 'issued') await this.#issued(policyId, begun, outcome.invoiceId, now);
    else if (outcome.is === 'unknown') await this.#uncertain(policyId, begun, outcome.reason, now);
    else {
      const { reason } = outcome;
      const refused = { type: 'NoteRefused', month, client, reason, forGood: outcome.is === 'refused' } as const;
      await this.#tell(policyId, refused, `refused/${act}`, now);
    }
    return true;
  }

  async #lookUp(policyId: string, handover: Handover, gateway: BillingGateway, now: number): Promise<void> {
    const { month, client } = handover;
    const found = await gateway.lookUp(keyOf(handover));
    if (found.is === 'issued') return this.#issued(policyId, handover, found.invoiceId, now);
    if (found.is === 'unknown') return this.#uncertain(policyId, handover, found.reason, now);
    await this.#tell(policyId, { type: 'NoteNotFound', month, client }, `not-found/${now}`, now);
  }

  async #issued(policyId: string, { month, client }: Handover, invoiceId: string, now: number): Promise<void> {
    await this.#tell(policyId, { type: 'IssueInvoice', month, client, invoiceId }, 'issued', now);
  }

  async #uncertain(policyId: string, { month, client }: Handover, reason: string, now: number): Promise<void> {
    await this.#tell(policyId, { type: 'NoteUncertain', month, client, reason }, `uncertain/${now}`, now);
  }

  async #load(policyId: string): Promise<LedgerMonths> {
    return (await this.#ports.environment.store.load(streamOf('months', policyId), ledgerMonths, 'latest')).state;
  }

  async #tell(
    policyId: string,
    command: Extract<MonthCommand, { readonly client: string }>,
    act: string,
    now: number,
  ): Promise<void> {
    const { environment } = this.#ports;
    const { month, client } = command;
    const context: Context = systemContext(environment, this.name, `${policyId}/${month}/${client}/${act}`, now);
    await decideAndAppend(environment.store, streamOf('months', policyId), ledgerMonths, command, context);
  }
}

const keyOf = ({ month, client }: Handover): string => `faultline/${month}/${client}`;
/** Made of what the closing of the month recorded: the same bytes each time. */
const requestOf = ({ closed }: LedgerMonths, handover: Handover): InvoiceRequest => {
  const { month, client } = handover;
  const own = [...(closed.get(month)?.values() ?? [])].filter((line) => line.client === client);
  const cents = own.reduce((sum, line) => sum + line.cents, 0);
  const lines = own.map(({ postingId, cents: amount, exported }) => ({
    postingId,
    cents: amount,
    ...(exported && { says: exported.says }),
  }));
  return { key: keyOf(handover), month, client, currency: 'USD', cents, lines };
};
