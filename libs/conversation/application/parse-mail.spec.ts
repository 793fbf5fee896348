import { bouncedIn, bounceReason, mailKindOf, senderOf, threadOf } from '../domain/mail';
import { bytesOf, MAIL_SHAPES } from '../testing/mail-shapes.fixture';
import { parseMail } from './parse-mail';

const DOMAIN = 'desk.example';
const AUTHSERV = 'mx.desk.example';

describe('A mail', () => {
  it('comes in at least sixty shapes', () => expect(MAIL_SHAPES.length).toBeGreaterThanOrEqual(60));

  it.each(MAIL_SHAPES.map((shape) => [shape.what, shape] as const))(
    'is read for what it is: %s',
    async (_what, shape) => {
      const mail = await parseMail(bytesOf(shape));
      expect(mailKindOf(mail)).toBe(shape.kind);
      if (shape.kind === 'message') expect(threadOf(mail, DOMAIN)?.ticketId).toBe(shape.thread);
      expect(mail.text.isWellFormed() && !mail.text.includes('\u0000')).toBe(true);
      if (shape.text !== undefined) expect(mail.text).toBe(shape.text);
      if (shape.subject !== undefined) expect(mail.subject).toBe(shape.subject);
      if (shape.from !== undefined) expect(mail.from).toBe(shape.from);
      if (shape.sender !== undefined) expect(senderOf(mail, AUTHSERV)).toBe(shape.sender);
      if (shape.files !== undefined) expect(mail.files.map(({ name }) => name)).toEqual(shape.files);
    },
  );

  it('that came back names the message, and why; a delay is no bounce', async () => {
    const [failed, delayed] = MAIL_SHAPES.filter(({ what }) => /^a (delivery report|report of a delay)/.test(what));
    if (!failed || !delayed) throw new Error('The shapes are gone.');
    const report = await parseMail(bytesOf(failed));
    expect(bouncedIn(report, DOMAIN)).toEqual({ ticketId: '7K3M9QXZW', messageId: '7K3M9QXZW.4' });
    expect(bounceReason(report)).toBe('smtp; 552 mailbox full');
    expect(bounceReason(await parseMail(bytesOf(delayed)))).toBeUndefined();
  });
});
