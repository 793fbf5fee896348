// The contract as documents: a JSON Schema for every type and version, and one AsyncAPI document made of them.

import { z } from 'zod';
import { CONTRACT, PUBLIC_TYPES, type PublicType, SOURCE, schemaIdOf } from './contract';

export type JsonSchema = { readonly [key: string]: unknown };

/** The JSON Schema (2020-12) of a type's data. Fields may be added to it: whoever reads must let unknown ones pass. */
export const jsonSchemaOf = (type: PublicType): JsonSchema => {
  const { $schema, ...schema } = z.toJSONSchema(CONTRACT[type].data, {
    io: 'input',
    override: ({ jsonSchema }) => {
      // The format says it, and its pattern is zod's own.
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
    },
  });
  return { $schema, $id: schemaIdOf(type), title: type, description: CONTRACT[type].says, ...schema };
};

const text = (description: string, more: JsonSchema = {}) => ({ type: 'string', description, ...more });
const SEQUENCE = { pattern: '^[0-9]{10,}$' };

/** The JSON Schema of the attributes around the data, in the structured form. */
const CLOUD_EVENT: JsonSchema = {
  title: 'CloudEvent',
  type: 'object',
  required: [
    ...['specversion', 'id', 'source', 'type', 'subject', 'time', 'datacontenttype', 'dataschema', 'sequence'],
    ...['recordedtime', 'partitionkey', 'data'],
  ],
  properties: {
    specversion: { const: '1.0' },
    id: text('The same for every copy of the event'),
    source: text('Which provider it is from', { examples: [SOURCE] }),
    type: text('What happened, with the version of its data'),
    subject: text('The ticket'),
    time: text('When it happened', { format: 'date-time' }),
    datacontenttype: { const: 'application/json' },
    dataschema: text('The $id of the JSON Schema of the data'),
    sequence: text("Where it stands among the ticket's events, from 0 and without gaps", SEQUENCE),
    previous: text('The sequence before it; absent on the first event of a ticket', SEQUENCE),
    recordedtime: text('When the provider learnt it', { format: 'date-time' }),
    partitionkey: text('The ticket: order is kept within it'),
    data: { type: 'object' },
  },
};

const PROMISE = [
  'Key = ticket. Within a ticket events come in order: `sequence` counts them without gaps and `previous` names the one',
  'before. An event may come more than once, each time as an identical copy. Order across tickets is not promised.',
  'A published version of a type never changes but for optional fields that are added; anything else is a new version',
  'beside it. No personal data but the pseudonyms that the schemas name.',
].join(' ');

const ref = (place: string) => ({ $ref: `#/${place}` });

/** The AsyncAPI 3 document of the public events, whole: it refers to nothing outside. */
export const asyncApi = (): JsonSchema => {
  const messages = Object.fromEntries(
    PUBLIC_TYPES.map((type) => [
      type,
      {
        name: type,
        title: type,
        summary: CONTRACT[type].says,
        contentType: 'application/cloudevents+json',
        payload: {
          allOf: [
            ref('components/schemas/CloudEvent'),
            { type: 'object', properties: { type: { const: type }, data: ref(`components/schemas/${type}`) } },
          ],
        },
      },
    ]),
  );
  const schemas = PUBLIC_TYPES.map((type) => {
    const { $schema: _, ...schema } = jsonSchemaOf(type);
    return [type, schema];
  });
  return {
    asyncapi: '3.0.0',
    info: { title: 'Faultline: public events of tickets', version: '1.0.0', description: PROMISE },
    defaultContentType: 'application/cloudevents+json',
    channels: {
      tickets: {
        address: 'tickets.events',
        title: 'What happened to tickets',
        description:
          'A Kafka topic (its name is the deployment’s), `GET /feed`, `GET /feed/stream` and webhooks carry the same events.',
        messages: Object.fromEntries(PUBLIC_TYPES.map((type) => [type, ref(`components/messages/${type}`)])),
      },
    },
    operations: {
      tell: { action: 'send', channel: ref('channels/tickets'), summary: 'Faultline tells what happened' },
    },
    components: { messages, schemas: { CloudEvent: CLOUD_EVENT, ...Object.fromEntries(schemas) } },
  };
};
