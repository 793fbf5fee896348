import { breakingChanges } from './breaking';
import type { PublicType } from './contract';
import { type JsonSchema, jsonSchemaOf } from './json-schema';

const published = jsonSchemaOf('com.faultline.ticket.opened.v1' satisfies PublicType);
// biome-ignore lint/suspicious/noExplicitAny: a schema to be spoilt, whatever its shape.
type Spoil = (schema: any) => void;
const spoilt = (spoil: Spoil): JsonSchema => {
  const schema = structuredClone(published);
  spoil(schema);
  return schema;
};
const found = (spoil: Spoil) => breakingChanges(published, spoilt(spoil));

describe('A published version of a type', () => {
  it('may be told in other words, and be given optional fields', () => {
    expect(breakingChanges(published, published)).toStrictEqual([]);
    expect(
      found((schema) => {
        schema.description = 'Somebody opened a ticket.';
        schema.properties.channel.description = 'By which way';
        schema.properties.site = { type: 'string' };
        schema.properties.policy.properties.name = { type: 'string' };
      }),
    ).toStrictEqual([]);
  });

  it.each<[string, Spoil, string]>([
    ['a field is taken away', (s) => delete s.properties.tier, 'data.tier is gone'],
    [
      'a field has another name',
      (s) => {
        s.properties.level = s.properties.tier;
        delete s.properties.tier;
      },
      'data.tier is gone',
    ],
    ['a field has another type', (s) => (s.properties.client.type = 'integer'), 'data.client: type was "string"'],
    ['a choice is taken away', (s) => s.properties.channel.enum.pop(), 'data.channel: enum was'],
    ['a choice is added', (s) => s.properties.channel.enum.push('fax'), 'data.channel: enum was'],
    ['a number is narrowed', (s) => (s.properties.tier.maximum = 2), 'data.tier: maximum was 3 and is 2'],
    ['a text is narrowed', (s) => (s.properties.client.maxLength = 3), 'data.client: maxLength was nothing'],
    ['a format is taken away', (s) => delete s.properties.openedAt.format, 'data.openedAt: format was "date-time"'],
    ['an optional field is required', (s) => s.required.push('contactedAt'), 'data.contactedAt is required now'],
    ['a required field may be missing', (s) => s.required.shift(), 'may be missing now'],
    ['a new field is required', (s) => s.required.push('site'), 'data.site is required now'],
    ['something inside of a field changes', (s) => delete s.properties.policy.properties.id, 'data.policy.id is gone'],
    ['unknown fields are refused', (s) => (s.additionalProperties = false), 'data: additionalProperties was nothing'],
  ])('is broken where %s', (_what, spoil, says) => {
    expect(found(spoil)).toContainEqual(expect.stringContaining(says));
  });
});
