// The reference of `command-peer`: a note on a ticket as a team would write it by hand with Nest, Fastify and node-postgres.
// `peer.js DATABASE_URL` says where it listens. API key, validation, idempotency, optimistic lock, event, list row, outbox.

import 'reflect-metadata';
import { createHash } from 'node:crypto';
import {
  BadRequestException,
  Body,
  type CanActivate,
  ConflictException,
  Controller,
  type ExecutionContext,
  Headers,
  HttpCode,
  Inject,
  Injectable,
  Module,
  NotFoundException,
  Param,
  type PipeTransform,
  Post,
  UnauthorizedException,
  UseGuards,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Pool, type PoolClient } from 'pg';
import { z } from 'zod';
import { endWithParent } from './end-with-parent';

/** As many as are at work at once: no command waits for a connection. */
const CONNECTIONS = 32;

const SCHEMA = `
  create table api_keys (hash text primary key, principal text not null);
  create table tickets (id text primary key, version int not null, notes int not null, changed_at timestamptz not null);
  create table events (position bigint generated always as identity primary key, ticket_id text not null,
    version int not null, type text not null, data jsonb not null, actor text not null, recorded_at timestamptz not null,
    unique (ticket_id, version));
  create table ticket_list (ticket_id text primary key, notes int not null, last_note text not null,
    changed_at timestamptz not null);
  create index on ticket_list (changed_at);
  create table answers (principal text, key text, body text not null, answer jsonb, primary key (principal, key));
  create table outbox (id bigint generated always as identity primary key, topic text not null, key text not null,
    payload jsonb not null);`;

const NOTE = z.strictObject({ text: z.string().trim().min(1).max(10_000) });
type Note = z.infer<typeof NOTE>;
class NotePipe implements PipeTransform<unknown, Note> {
  transform(body: unknown): Note {
    const { data, error } = NOTE.safeParse(body);
    if (error) throw new BadRequestException(error.issues);
    return data;
  }
}

@Injectable()
class KeyGuard implements CanActivate {
  constructor(@Inject(Pool) private readonly pool: Pool) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest();
    const key = String(request.headers.authorization ?? '').replace(/^Bearer /, '');
    const { rows } = await this.pool.query({
      name: 'key',
      text: 'select principal from api_keys where hash = $1',
      values: [sha256(key)],
    });
    if (rows.length === 0) throw new UnauthorizedException();
    request.principal = rows[0].principal;
    request.headers['x-principal'] = rows[0].principal;
    return true;
  }
}

type Asked = { readonly ticketId: string; readonly principal: string; readonly key: string; readonly note: Note };

@Injectable()
class Notes {
  constructor(@Inject(Pool) private readonly pool: Pool) {}

  async add(asked: Asked): Promise<object> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      const answer = await this.#within(client, asked);
      await client.query('commit');
      return answer;
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }

  async #within(client: PoolClient, { ticketId, principal, key, note }: Asked): Promise<object> {
    const ask = (name: string, text: string, values: unknown[]) => client.query({ name, text, values });
    const body = sha256(JSON.stringify([ticketId, note]));
    const claimed = await ask(
      'claim',
      'insert into answers (principal, key, body) values ($1, $2, $3) on conflict do nothing',
      [principal, key, body],
    );
    if (claimed.rowCount === 0) return this.#before(client, principal, key, body);
    const { rows } = await ask('ticket', 'select version, notes from tickets where id = $1', [ticketId]);
    if (rows.length === 0) throw new NotFoundException();
    const [version, notes, at] = [rows[0].version + 1, rows[0].notes + 1, new Date().toISOString()];
    const locked = await ask(
      'lock',
      'update tickets set version = $2, notes = $3, changed_at = $4 where id = $1 and version = $5',
      [ticketId, version, notes, at, rows[0].version],
    );
    if (locked.rowCount === 0) throw new ConflictException();
    await ask(
      'event',
      'insert into events (ticket_id, version, type, data, actor, recorded_at) values ($1, $2, $3, $4, $5, $6)',
      [ticketId, version, 'NoteAdded', note, principal, at],
    );
    await ask('row', 'update ticket_list set notes = $2, last_note = $3, changed_at = $4 where ticket_id = $1', [
      ticketId,
      notes,
      note.text,
      at,
    ]);
    await ask('outbox', 'insert into outbox (topic, key, payload) values ($1, $2, $3)', [
      'tickets',
      ticketId,
      { type: 'NoteAdded', ticketId, version, at },
    ]);
    const answer = { ticketId, revision: version };
    await ask('answer', 'update answers set answer = $3 where principal = $1 and key = $2', [principal, key, answer]);
    return answer;
  }

  async #before(client: PoolClient, principal: string, key: string, body: string): Promise<object> {
    const { rows } = await client.query('select body, answer from answers where principal = $1 and key = $2', [
      principal,
      key,
    ]);
    if (rows[0]?.body !== body || rows[0].answer === null) throw new ConflictException();
    return rows[0].answer;
  }
}

@Controller('tickets')
@UseGuards(KeyGuard)
class NotesController {
  constructor(@Inject(Notes) private readonly notes: Notes) {}

  @Post(':ticketId/notes')
  @HttpCode(201)
  add(
    @Param('ticketId') ticketId: string,
    @Headers('x-principal') principal: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body(NotePipe) note: Note,
  ): Promise<object> {
    if (!key) throw new BadRequestException('Idempotency-Key is missing.');
    return this.notes.add({ ticketId, principal, key, note });
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const serve = async (connectionString: string): Promise<void> => {
  const pool = new Pool({ connectionString, max: CONNECTIONS });
  await pool.query(SCHEMA);
  @Module({ controllers: [NotesController], providers: [Notes, KeyGuard, { provide: Pool, useValue: pool }] })
  class PeerModule {}
  const app = await NestFactory.create<NestFastifyApplication>(PeerModule, new FastifyAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  console.log(`LISTENING ${await app.getUrl()}`);
};

endWithParent();
// What goes wrong ends the process, and says so.
void serve(process.argv[2] ?? '');
