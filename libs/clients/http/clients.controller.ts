import { Body, Controller, Get, Inject, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation } from '@nestjs/swagger';
import { choiceField, idField, paged, Revisioned, requestError, textField } from '#http-kit';
import {
  AcceptsListQuery,
  Answers,
  CommandRoute,
  type Filters,
  ListQueryParam,
  type ParsedListQuery,
} from '#http-kit/http';
import {
  Caller,
  type CallerContext,
  CLIENT_ROLES,
  ClientScope,
  CommandContext,
  maySee,
  type Principal,
  Roles,
  STAFF_ROLES,
} from '#identity';
import { CLOCK, type Clock } from '#kernel';
import { type ReadStore, runListQuery } from '#read-store';
import { READ_STORE } from '#read-store/module';
import type { CommandEnvironment } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT } from '#ticketing/module';
import { CLIENT_ROW_KINDS, type ClientColumn, clientList } from '../application/client-list';
import { ClientRegister } from '../application/client-register';
import { ImportClients } from '../application/import-clients';
import { clientPage, clientResult, clientRows, importOutcome } from './answers';
import { executeOnClient, mustBeId } from './client-result';
import {
  BillingAccountDto,
  ClientDto,
  ClientNameDto,
  ClientTermsDto,
  ContractDto,
  DataErasureDto,
  ImportDto,
} from './clients.dto';

const FILTERS: Filters<ClientColumn> = {
  fields: {
    q: textField('text'),
    kind: choiceField('kind', CLIENT_ROW_KINDS),
    client: idField('client', 'acme'),
    id: idField('id', 'bob'),
  },
  sorts: { name: 'name', id: 'id', updated: 'updatedAt' },
  sort: 'name',
  words: ['sort', 'limit', 'cursor', 'after'],
};
/** Contracts, words and money are agreed by few. */
const ACCOUNT_STAFF = ['supervisor', 'billing'] as const;

/** The register of clients: who they are, what they have agreed, and whom of them one speaks to. */
@Controller('clients')
export class ClientsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly register: ClientRegister,
    @Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment,
    @Inject(READ_STORE) private readonly views: ReadStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Answers(clientRows)
  @ApiOperation({ summary: 'Clients, or with kind= their contacts, sites, services and subscribers, searched by text' })
  @ApiBearerAuth()
  @Roles(...STAFF_ROLES)
  @ClientScope('any')
  @AcceptsListQuery(FILTERS)
  async list(@ListQueryParam(FILTERS) { csv: _, limited: __, where, ...query }: ParsedListQuery<ClientColumn>) {
    const question = { ...query, where: { kind: 'client', ...where } };
    const { rows, ...page } = await paged(runListQuery(this.views.view(clientList), question));
    return {
      rows: rows.map(({ kind, client, id, name, detail, updatedAt }) => ({
        kind,
        client,
        id,
        name,
        detail,
        updatedAt,
      })),
      ...page,
    };
  }

  @Get(':client')
  @Answers(clientPage, { revisioned: true })
  @ApiOperation({ summary: 'A client: contract, places, services, people, the words of its terms' })
  @ApiBearerAuth()
  @Roles(...CLIENT_ROLES, ...STAFF_ROLES)
  @ClientScope('own')
  async page(@Param('client') clientId: string, @Caller() caller: Principal) {
    const { state, revision } = await this.register.client(mustBeId(clientId));
    if (state.status === 'none' || !maySee(caller, clientId))
      throw requestError('client.unknown', `There is no client ${clientId}.`);
    const { name, contract, terms, sites, services, subscribers, contacts, account } = state;
    const { id: policyId, version } = await this.environment.policies.inForce(this.clock.now(), clientId);
    const words = terms.at(-1);
    return Object.assign(new Revisioned(revision), {
      client: clientId,
      name,
      ...(contract && { contract }),
      policy: { policyId, version },
      ...(words !== undefined && { terms: { version: terms.length, words } }),
      sites: [...sites.values()],
      services: [...services.values()],
      subscribers: [...subscribers.values()],
      contactPersons: [...contacts.values()],
      ...(account && { account }),
    });
  }

  @CommandRoute('', 'Register a client; from the first one on, clients that are not registered are refused', 201)
  @Answers(clientResult, { status: 201, revisioned: true })
  @Roles(...ACCOUNT_STAFF)
  @ClientScope('any')
  add(@Body() { client, name }: ClientDto, @CommandContext() context: CallerContext) {
    return executeOnClient(this.commands, client, { type: 'RegisterClient', name }, context);
  }

  @CommandRoute('import', 'Register clients in bulk from CSV, all or none; dryRun only says what it would do')
  @Answers(importOutcome)
  @Roles(...ACCOUNT_STAFF)
  @ClientScope('any')
  import(@Body() { csv, dryRun = false }: ImportDto, @CommandContext() context: CallerContext) {
    return this.commands.execute(new ImportClients(csv, dryRun, context));
  }

  @CommandRoute(':client/name', 'Give it another name')
  @Answers(clientResult, { revisioned: true })
  @Roles(...ACCOUNT_STAFF)
  @ClientScope('any')
  rename(@Param('client') clientId: string, @Body() { name }: ClientNameDto, @CommandContext() context: CallerContext) {
    return executeOnClient(this.commands, clientId, { type: 'RenameClient', name }, context);
  }

  @CommandRoute(':client/contract', 'Change its contract, for tickets opened from now on')
  @Answers(clientResult, { revisioned: true })
  @Roles(...ACCOUNT_STAFF)
  @ClientScope('any')
  contract(
    @Param('client') clientId: string,
    @Body() { entitlements, policyId, overrides, number }: ContractDto,
    @CommandContext() context: CallerContext,
  ) {
    const contract = {
      entitlements,
      ...(policyId !== undefined && { policyId }),
      ...(overrides !== undefined && { overrides }),
      ...(number !== undefined && { number }),
    };
    return executeOnClient(this.commands, clientId, { type: 'ChangeContract', contract }, context);
  }

  @CommandRoute(':client/terms', 'Word the terms of after-hours help anew; versions count from 1')
  @Answers(clientResult, { revisioned: true })
  @Roles(...ACCOUNT_STAFF)
  @ClientScope('any')
  terms(
    @Param('client') clientId: string,
    @Body() { words }: ClientTermsDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnClient(this.commands, clientId, { type: 'WordTerms', words }, context);
  }

  @CommandRoute(':client/billing-account', 'Say where its bills go')
  @Answers(clientResult, { revisioned: true })
  @Roles(...ACCOUNT_STAFF)
  @ClientScope('any')
  account(
    @Param('client') clientId: string,
    @Body() { accountId, name, email }: BillingAccountDto,
    @CommandContext() context: CallerContext,
  ) {
    const account = { accountId, ...(name !== undefined && { name }), ...(email !== undefined && { email }) };
    return executeOnClient(this.commands, clientId, { type: 'ChangeBillingAccount', account }, context);
  }

  @CommandRoute(':client/erasure', 'Erase what is personal of one person, or of the whole client')
  @Answers(clientResult, { revisioned: true })
  @Roles('supervisor')
  @ClientScope('any')
  erase(
    @Param('client') clientId: string,
    @Body() { person, ground }: DataErasureDto,
    @CommandContext() context: CallerContext,
  ) {
    const command = { type: 'EraseClientData', ...(person !== undefined && { person }), ground } as const;
    return executeOnClient(this.commands, clientId, command, context);
  }
}
