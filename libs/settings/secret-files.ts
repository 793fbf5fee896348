// Secrets as files, as container platforms hand them out: an environment is seen by whoever can look at the process.
import { readFileSync } from 'node:fs';
import { type Settings, text } from './setting';

const SECRETS = [
  'FAULTLINE_MASTER_KEY',
  'NOTARY_KEY',
  'EVENTSTORE_URL',
  'DATABASE_URL',
  'KAFKA_SASL_PASSWORD',
  'VOICEMAIL_SECRET',
  'SMTP_URL',
  'MAIL_WEBHOOK_SECRET',
  'OIDC_CLIENT_SECRET',
  'BILLING_GATEWAY_TOKEN',
] as const;

export const SECRET_FILE_SETTINGS: Settings = Object.fromEntries(
  SECRETS.map((name) => [
    `${name}_FILE`,
    {
      schema: text.optional(),
      does: `A file with what \`${name}\` would say; instead of it`,
      takes: 'a path',
      unset: `\`${name}\` itself`,
    },
  ]),
);

/** The environment with what the files say in the place of their names. What cannot be read goes to `refuse`, by name. */
export const withSecretFiles = (
  given: Readonly<Record<string, string>>,
  refuse: (reason: string) => void,
): Readonly<Record<string, string>> => {
  const read = SECRETS.flatMap((name) => {
    const path = given[`${name}_FILE`];
    if (path === undefined) return [];
    if (given[name] !== undefined) refuse(`${name} and ${name}_FILE are both set. Take one of them out.`);
    const content = contentOf(path);
    if (content !== undefined && content !== '') return [[name, content] as const];
    refuse(`${name}_FILE is ${path}, which is empty or cannot be read. Name a file with the secret and nothing else.`);
    return [];
  });
  return { ...given, ...Object.fromEntries(read) };
};

/** Without the end of line that editors put there. */
const contentOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
};
