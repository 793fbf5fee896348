import { ENCODED } from './encoded-mails.fixture';
import { MACHINES, SENDERS } from './machine-mails.fixture';
import type { MailShape } from './mail-shape';
import { QUOTED } from './quoted-mails.fixture';
import { THREADED } from './threaded-mails.fixture';

export const MAIL_SHAPES: readonly MailShape[] = [...QUOTED, ...THREADED, ...ENCODED, ...MACHINES, ...SENDERS];
export const bytesOf = ({ raw }: MailShape): Buffer => Buffer.from(raw.join('\r\n'), 'latin1');
