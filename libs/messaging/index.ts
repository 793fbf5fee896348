// The published language of messaging: what others hear of tickets, how it is written on the wire, and how a consumer
// keeps count. Pure.
export { fromBinary } from './consumer/binary';
export { Consumer, type ConsumerPorts, feedAt, StillMissing, type Taken } from './consumer/consumer';
export { type Place, placeOf, sequenceOf } from './consumer/place';
export { breakingChanges } from './contract/breaking';
export { type Attributes, binary, type CloudEvent, STRUCTURED, structured } from './contract/cloud-events';
export { CONTRACT, PUBLIC_TYPES, type PublicData, type PublicType, SOURCE, schemaIdOf } from './contract/contract';
export { asyncApi, type JsonSchema, jsonSchemaOf } from './contract/json-schema';
export { messageOf, type PublicMessage } from './contract/message';
export { type Cause, PUBLIC_EVENTS, type PublicEvent, publicStream } from './contract/public-event';
export {
  RECEIVERS,
  WEBHOOK_EVENTS,
  type WebhookCommand,
  type WebhookEvent,
  type WebhookProblem,
  webhook,
  webhookStream,
} from './webhooks/subscription';
