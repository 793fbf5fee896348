import type { Delivered } from '#event-store';
import { binary } from '../contract/cloud-events';
import { messageOf } from '../contract/message';
import type { KafkaRecord } from './bus';

/** A public event on its way to the topic. */
export type Outgoing = {
  readonly ticketId: string;
  readonly revision: number;
  readonly record: KafkaRecord;
  /** The same event without its data, which `dataref` names instead: for what the broker finds too large. */
  reference(): KafkaRecord;
};

/** What the events are said to come from (CloudEvents `source`), and where their data can be fetched. */
export type Origin = { readonly source?: string; readonly feedUrl: string };

/** A recorded public event as Kafka gets it: CloudEvents in binary mode, the key is the ticket. */
export const outgoing = (delivered: Delivered, { source, feedUrl }: Origin): Outgoing => {
  const message = messageOf(delivered);
  const { headers: attributes, body } = binary(message, source === undefined ? {} : { source });
  const { traceparent } = delivered.stamp;
  const headers = { ...attributes, ...(traceparent !== undefined && { traceparent }) };
  const { key, revision } = message;
  return {
    ticketId: key,
    revision,
    record: { key, value: body, headers },
    // https://github.com/cloudevents/spec, extension "dataref" (claim check): the data is absent.
    reference: () => ({ key, value: '', headers: { ...headers, ce_dataref: referenceTo(feedUrl, key, revision) } }),
  };
};

const referenceTo = (feedUrl: string, ticketId: string, revision: number): string =>
  `${feedUrl}/tickets/${encodeURIComponent(ticketId)}?from=${revision}`;
