// Mails that come in by the signed webhook, over HTTP: to their ticket, into the queue, or nowhere.

import 'reflect-metadata';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MaildirWatcher } from '#conversation/http';
import { TestServer } from './testing';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const server = new TestServer({ webhookSecret: SECRET, from: 'support@desk.example', authserv: 'mx.desk.example' });
beforeAll(async () => {
  await server.start();
  await server.post('/clients', { client: 'acme', name: 'Acme Dental' }, 'supervisor');
  const bob = { contactId: 'bob', name: 'Bob Marsh', role: 'contact', email: 'Bob@Acme.example' };
  await server.post('/clients/acme/contacts', bob, 'supervisor');
});
afterAll(() => server.stop());

const signed = (body: Buffer, at = server.time) => {
  const [id, timestamp] = [randomUUID(), String(Math.floor(at / 1000))];
  const key = Buffer.from(SECRET.slice(6), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
};
const deliver = (lines: readonly string[], headers?: Record<string, string>) => {
  const body = Buffer.from(lines.join('\r\n'));
  return server.request('POST', '/inbound/mail', {
    headers: { 'content-type': 'message/rfc822', ...(headers ?? signed(body)) },
    body: new Uint8Array(body),
  });
};
const from = (address: string, subject: string, ...more: readonly string[]) => [
  `From: Bob <${address}>`,
  `Subject: ${subject}`,
  ...more,
];
const opened = async () => {
  const opening = { client: 'acme', channel: 'phone', priority: 'P3', summary: 'Calls fail', contact: 'bob' };
  return (await server.post('/tickets', opening, 'agent')).body.ticketId as string;
};
const page = async (ticketId: string) => (await server.get(`/tickets/${ticketId}/page`, 'agent')).body;

describe('A mail', () => {
  it('is taken from whoever signs it, within five minutes, and from nobody else', async () => {
    const mail = [...from('bob@acme.example', 'x'), '', 'y'];
    expect((await deliver(mail, {})).body.code).toBe('inbound.signature');
    const late = signed(Buffer.from(mail.join('\r\n')), server.time - 301_000);
    expect((await deliver(mail, late)).body.code).toBe('inbound.signature');
    expect((await deliver(mail, signed(Buffer.from('another')))).body.code).toBe('inbound.signature');
  });

  it('of a contact resumes what waits for it, once, however often it is delivered', async () => {
    const ticketId = await opened();
    await server.post(`/tickets/${ticketId}/start`, {}, 'agent');
    await server.post(`/tickets/${ticketId}/waits`, { for: 'customer', ask: 'Is it lit?' }, 'agent');
    const mail = [...from('bob@acme.example', `Re: [#${ticketId}] Calls fail`), '', 'It is dark.', '', '> Is it lit?'];
    expect((await deliver(mail)).body).toMatchObject({ status: 'threaded', ticketId });
    expect((await deliver(mail)).body).toMatchObject({ status: 'threaded', ticketId });
    const { status, timeline } = await page(ticketId);
    expect(status).toBe('in_progress');
    const contacts = timeline.filter(({ event }: { event: string }) => event === 'ClientContactRecorded');
    expect(contacts).toMatchObject([{ text: 'It is dark.', by: { id: 'mail', role: 'system', onBehalfOf: 'bob' } }]);
  });

  it('of somebody else, or whom the mail server does not believe, moves nothing and waits for somebody', async () => {
    const ticketId = await opened();
    const before = (await page(ticketId)).revision;
    const subject = `Re: [#${ticketId}] Calls fail`;
    const found = 'Authentication-Results: mx.desk.example; dmarc=fail';
    for (const mail of [
      [...from('eve@evil.example', subject), '', 'Close it'],
      [...from('bob@acme.example', subject, found), '', 'Close it'],
      [...from('bob@acme.example', '[#000000000] x'), '', 'y'],
    ])
      expect((await deliver(mail)).body.status).toBe('queued');
    expect((await page(ticketId)).revision).toBe(before);
  });

  it('about a ticket that has ended waits, and is put on it by hand', async () => {
    const ticketId = await opened();
    await server.post(`/tickets/${ticketId}/start`, {}, 'agent');
    await server.post(`/tickets/${ticketId}/resolution`, { code: 'done', note: 'done' }, 'agent');
    const { mailId, status } = (await deliver([...from('bob@acme.example', `[#${ticketId}] x`), '', 'Not done'])).body;
    expect(status).toBe('queued');
    expect((await server.post(`/mails/${mailId}/assignment`, { ticketId }, 'agent')).status).toBe(200);
    expect((await page(ticketId)).timeline.at(-1)).toMatchObject({ event: 'ClientContactRecorded', text: 'Not done' });
    expect((await server.post(`/mails/${mailId}/discard`, { reason: 'spam' }, 'agent')).body.code).toBe(
      'mail.not-queued',
    );
  });

  it('in the queue opens a ticket of the client that somebody names, once', async () => {
    const found = 'Authentication-Results: mx.desk.example; dmarc=fail';
    const { mailId } = (await deliver([...from('carol@home.example', 'No dial tone', found), '', 'It is dark.'])).body;
    expect((await server.post(`/mails/${mailId}/ticket`, { client: 'nobody' }, 'agent')).body.code).toBe(
      'client.unknown',
    );
    const { ticketId } = (await server.post(`/mails/${mailId}/ticket`, { client: 'acme' }, 'agent')).body;
    const { client, summary, timeline } = await page(ticketId);
    expect([client, summary]).toEqual(['acme', 'No dial tone']);
    expect(timeline.at(-1)).toMatchObject({ event: 'ClientContactRecorded', text: 'It is dark.' });
    expect((await server.post(`/mails/${mailId}/ticket`, { client: 'acme' }, 'agent')).body.code).toBe(
      'mail.not-queued',
    );
  });

  it('that nobody wrote is passed over', async () => {
    const ticketId = await opened();
    const before = (await page(ticketId)).revision;
    const away = [...from('bob@acme.example', `[#${ticketId}] x`, 'Auto-Submitted: auto-replied'), '', 'I am away'];
    expect((await deliver(away)).body.status).toBe('ignored');
    expect((await page(ticketId)).revision).toBe(before);
  });

  it('is taken from a maildir, and moved there once it is placed', async () => {
    const ticketId = await opened();
    const maildir = mkdtempSync(join(tmpdir(), 'faultline-maildir-'));
    for (const part of ['new', 'cur']) mkdirSync(join(maildir, part));
    const mail = [...from('bob@acme.example', `[#${ticketId}] x`), '', 'From the maildir'];
    writeFileSync(join(maildir, 'new', '1.a'), mail.join('\n'));
    await server.serving.app.get(MaildirWatcher, { strict: false }).look(maildir);
    expect([readdirSync(join(maildir, 'new')), readdirSync(join(maildir, 'cur'))]).toEqual([[], ['1.a:2,S']]);
    expect((await page(ticketId)).timeline.at(-1)).toMatchObject({ text: 'From the maildir' });
    rmSync(maildir, { recursive: true });
  });

  it('brings its files along; of one that is not taken in, the name alone', async () => {
    const ticketId = await opened();
    const part = (name: string, text: string) => [
      '--b1',
      `Content-Disposition: attachment; filename="${name}"`,
      'Content-Type: text/plain',
      '',
      text,
    ];
    await deliver([
      ...from(
        'bob@acme.example',
        `[#${ticketId}] x`,
        'MIME-Version: 1.0',
        'Content-Type: multipart/mixed; boundary="b1"',
      ),
      '',
      ...part('router.log', 'line down'),
      ...part('run.sh', '#!/bin/sh'),
      '--b1--',
    ]);
    const [log, script] = (await page(ticketId)).timeline.slice(-2);
    expect([log.name, script.name, script.sha256]).toEqual(['router.log', 'run.sh', undefined]);
    expect((await server.get(`/tickets/${ticketId}/files/${log.sha256}`, 'agent')).body).toBe('line down');
  });

  it('shows in which words others would be written', async () => {
    const { templates } = (await server.get('/message-templates', 'agent')).body;
    expect(templates.map(({ kind }: { kind: string }) => kind)).toContain('posting');
    expect((await server.get(`/tickets/${await opened()}/messages`, 'client-contact@acme')).body.messages).toEqual([]);
  });
});
