// What stands in a path.

import { type JsonSchema } from './schema';

type Parameter = { readonly description: string; readonly schema: JsonSchema; readonly example: string | number };

export const PARAMETERS: Readonly<Record<string, Parameter>> = {
  ticketId: {
    description: "The ticket's number: in either case, with hyphens or without",
    schema: { type: 'string', minLength: 1, maxLength: 40 },
    example: '7K3M9QXZW',
  },
  client: { description: 'The client', schema: { type: 'string', minLength: 1, maxLength: 100 }, example: 'acme' },
  sha256: {
    description: 'The SHA-256 of the file, in lower-case hex',
    schema: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  },
  mailId: {
    description: 'The mail',
    schema: { type: 'string', minLength: 1 },
    example: '0f1e2d3c4b5a56978879a6b7c8d9e0f1',
  },
  siteId: { description: 'The site', schema: { type: 'string', minLength: 1 }, example: 'main-site' },
  serviceId: { description: 'The service', schema: { type: 'string', minLength: 1 }, example: 'sip-trunk-1' },
  subscriberId: { description: 'The end user', schema: { type: 'string', minLength: 1 }, example: 'sub-17' },
  contactId: { description: 'The contact', schema: { type: 'string', minLength: 1 }, example: 'bob' },
  staffId: { description: 'Who it is', schema: { type: 'string', minLength: 1 }, example: 'anna' },
  month: {
    description: "A month of the ledger, by the clock of the policy's zone",
    schema: { type: 'string', minLength: 7, maxLength: 7 },
    example: '2026-03',
  },
  charge: {
    description: 'The link itself, as GET /tickets/{ticketId}/billing/link answers it',
    schema: { type: 'string', minLength: 1, maxLength: 500 },
    example: 'WyI3SzNNOVFYWlciXQ.c2lnbmF0dXJl',
  },
  cycle: {
    description: 'The cycle: 1 from the opening on, one more with each reopening',
    schema: { type: 'integer', minimum: 1, maximum: 999_999 },
    example: 1,
  },
  workId: {
    description: 'The entry, as logging it answered its id',
    schema: { type: 'string', minLength: 1 },
    example: '0f1e2d3c-4b5a-5697-8879-6a5b4c3d2e1f',
  },
  proposalId: {
    description: 'The proposal, as proposing it answered its id',
    schema: { type: 'string', minLength: 1 },
    example: '0f1e2d3c-4b5a-5697-8879-6a5b4c3d2e1f',
  },
  feedId: {
    description: 'The feed, as making it answered its id',
    schema: { type: 'string', minLength: 1 },
    example: '0f1e2d3c-4b5a-5697-8879-6a5b4c3d2e1f',
  },
  file: { description: 'What its address ends in', schema: { type: 'string', minLength: 1 }, example: 'u7Jk2r0.ics' },
  team: { description: 'Whose roster it is', schema: { type: 'string', minLength: 1 }, example: 'support' },
  token: {
    description: 'What the link in the message ends in',
    schema: { type: 'string', minLength: 1 },
    example: 'u7Jk2r0',
  },
  policyId: { description: 'The policy', schema: { type: 'string', minLength: 1 }, example: 'standard-support' },
  webhookId: {
    description: 'The receiver, as subscribing answered its id',
    schema: { type: 'string', minLength: 1 },
    example: '0f1e2d3c-4b5a-5697-8879-6a5b4c3d2e1f',
  },
  process: {
    description: 'The process, as GET /stuck names it',
    schema: { type: 'string', minLength: 1 },
    example: 'billing-process',
  },
  code: {
    description: 'The code of a problem document',
    schema: { type: 'string', minLength: 1 },
    example: 'ticket.unknown',
  },
};
