import { Body, Controller, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Answers, CommandRoute } from '#http-kit/http';
import { type CallerContext, ClientScope, CommandContext, DESK_ROLES, Roles } from '#identity';
import { clientResult } from './answers';
import { executeOnClient } from './client-result';
import { ContactPersonDto, RemovalFromRegisterDto, ServiceDto, SiteDto, SubscriberDto } from './clients.dto';

/** What a client has, and who speaks for it. Said again with other words it is changed. */
@Controller('clients/:client')
@Roles(...DESK_ROLES, 'billing')
@ClientScope('any')
export class ClientPartsController {
  constructor(private readonly commands: CommandBus) {}

  @CommandRoute('sites', 'Add a site, or say something else of one')
  @Answers(clientResult, { revisioned: true })
  site(
    @Param('client') clientId: string,
    @Body() { siteId, name, address }: SiteDto,
    @CommandContext() context: CallerContext,
  ) {
    const command = { type: 'AddSite', siteId, name, ...(address !== undefined && { address }) } as const;
    return executeOnClient(this.commands, clientId, command, context);
  }

  @CommandRoute('sites/:siteId/removal', 'Take a site away that nothing is at any more')
  @Answers(clientResult, { revisioned: true })
  removeSite(
    @Param('client') clientId: string,
    @Param('siteId') siteId: string,
    @Body() _nothing: RemovalFromRegisterDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnClient(this.commands, clientId, { type: 'RemoveSite', siteId }, context);
  }

  @CommandRoute('services', 'Add a service, or say something else of one; repeat trouble is measured on it')
  @Answers(clientResult, { revisioned: true })
  service(
    @Param('client') clientId: string,
    @Body() { serviceId, product, name, siteId }: ServiceDto,
    @CommandContext() context: CallerContext,
  ) {
    const command = { type: 'AddService', serviceId, product, name, ...(siteId !== undefined && { siteId }) } as const;
    return executeOnClient(this.commands, clientId, command, context);
  }

  @CommandRoute('services/:serviceId/removal', 'Take a service away')
  @Answers(clientResult, { revisioned: true })
  removeService(
    @Param('client') clientId: string,
    @Param('serviceId') serviceId: string,
    @Body() _nothing: RemovalFromRegisterDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnClient(this.commands, clientId, { type: 'RemoveService', serviceId }, context);
  }

  @CommandRoute('subscribers', 'Add an end user, or say something else of one')
  @Answers(clientResult, { revisioned: true })
  subscriber(
    @Param('client') clientId: string,
    @Body() { subscriberId, name, siteId }: SubscriberDto,
    @CommandContext() context: CallerContext,
  ) {
    const command = { type: 'AddSubscriber', subscriberId, name, ...(siteId !== undefined && { siteId }) } as const;
    return executeOnClient(this.commands, clientId, command, context);
  }

  @CommandRoute('subscribers/:subscriberId/removal', 'Take an end user away')
  @Answers(clientResult, { revisioned: true })
  removeSubscriber(
    @Param('client') clientId: string,
    @Param('subscriberId') subscriberId: string,
    @Body() _nothing: RemovalFromRegisterDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnClient(this.commands, clientId, { type: 'RemoveSubscriber', subscriberId }, context);
  }

  @CommandRoute('contacts', 'Add somebody who speaks for the client, or say something else of them')
  @Answers(clientResult, { revisioned: true })
  contact(
    @Param('client') clientId: string,
    @Body() { contactId, name, role, email, phone }: ContactPersonDto,
    @CommandContext() context: CallerContext,
  ) {
    const reached = { ...(email !== undefined && { email }), ...(phone !== undefined && { phone }) };
    const command = { type: 'AddContact', contactId, name, role, ...reached } as const;
    return executeOnClient(this.commands, clientId, command, context);
  }

  @CommandRoute('contacts/:contactId/removal', 'They speak for the client no more')
  @Answers(clientResult, { revisioned: true })
  removeContact(
    @Param('client') clientId: string,
    @Param('contactId') contactId: string,
    @Body() _nothing: RemovalFromRegisterDto,
    @CommandContext() context: CallerContext,
  ) {
    return executeOnClient(this.commands, clientId, { type: 'RemoveContact', contactId }, context);
  }
}
