import { Controller, Get, Inject, Param, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiConsumes, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { outsideCommand, withCommandDeadline } from '#event-store';
import { EVENT_STORE } from '#event-store/module';
import { Revisioned, TicketNumber } from '#http-kit';
import { amount, named, text, ticketId as ticketNumber } from '#http-kit/answers';
import { Answers, CommandRoute, Text } from '#http-kit/http';
import {
  Caller,
  type CallerContext,
  CLIENT_ROLES,
  ClientScope,
  CommandContext,
  DESK_ROLES,
  isClientRole,
  type Principal,
  Roles,
  STAFF_ROLES,
} from '#identity';
import { DomainError, type EventStore, type Recorded } from '#kernel';
import { ticketStream } from '#ticketing/commands';
import { ExecuteTicketCommand } from '#ticketing/module';
import { type AttachmentProblem, FileStore } from '../application/file-store';

const fileStored = named(
  'FileStored',
  z.strictObject({
    ticketId: ticketNumber,
    revision: amount,
    sha256: text,
    bytes: amount,
    mediaType: text,
  }),
);
const fileBytes = named('FileBytes', z.string());
const COMMAND_MS = 15_000;
/** Evidence of the provider's is shown with the charge. */
const EVIDENCE_BY = 'fault-reviewer';

export class FileQueryDto {
  /** What it is called. */
  @Text(1, 255, 'router-log.txt') name!: string;
}

/** Files of a ticket: the bytes themselves, streamed. */
@Controller('tickets/:ticketId/files')
@ClientScope('own')
export class FilesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly files: FileStore,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  @CommandRoute('', 'Attach a file: its bytes are the body, up to 1 GiB', 201)
  @Answers(fileStored, { status: 201, revisioned: true })
  @ApiConsumes('application/octet-stream')
  @Roles(...CLIENT_ROLES, ...DESK_ROLES, 'fault-reviewer')
  async attach(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Query() { name }: FileQueryDto,
    @CommandContext() context: CallerContext,
    @Req() { raw }: FastifyRequest,
  ) {
    const { sha256, bytes, mediaType } = await this.files.put(ticketId, raw);
    const command = { type: 'AddAttachment', name, mediaType, sha256 } as const;
    // However long the bytes took: the command's own time begins now.
    const { revision } = await outsideCommand(() =>
      withCommandDeadline(COMMAND_MS, () =>
        this.commands.execute(new ExecuteTicketCommand(ticketId, command, context)),
      ),
    );
    return Object.assign(new Revisioned(revision), { ticketId, sha256, bytes, mediaType });
  }

  @Get(':sha256')
  @Answers(fileBytes, { form: 'file' })
  @ApiOperation({ summary: 'The bytes of an attachment, as a download' })
  @ApiBearerAuth()
  @Roles(...CLIENT_ROLES, ...STAFF_ROLES)
  async download(
    @Param('ticketId', TicketNumber) ticketId: string,
    @Param('sha256') sha256: string,
    @Caller() { role }: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const attached = (await this.store.read(ticketStream(ticketId))).find(
      (one) => isAttachment(one, sha256) && !(isClientRole(role) && one.stamp.actor.role === EVIDENCE_BY),
    );
    const found = attached && (await this.files.open(ticketId, sha256));
    if (!found)
      throw new DomainError<AttachmentProblem>(
        'attachment.unknown',
        'There is no such file on this ticket, or only its name was ever written down.',
      );
    const name = 'name' in attached.event ? String(attached.event.name) : sha256;
    // Never shown by a browser in our name: a download, of a type that nobody runs.
    reply.header('content-disposition', `attachment; filename="file"; filename*=UTF-8''${encoded(name)}`);
    reply.header('x-content-type-options', 'nosniff');
    reply.header('content-security-policy', "sandbox; default-src 'none'");
    reply.header('cache-control', 'private, no-store');
    return new StreamableFile(found.stream(), { type: 'application/octet-stream', length: found.bytes });
  }
}
const isAttachment = ({ event }: Recorded, sha256: string): boolean =>
  event.type === 'AttachmentAdded' && 'sha256' in event && event.sha256 === sha256;
/** RFC 8187. */
const encoded = (name: string): string =>
  encodeURIComponent(name).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
