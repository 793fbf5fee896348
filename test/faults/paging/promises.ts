// What holds of pages, whatever happened to those who send them. `heard`: what came to any telephone, at any time.
import type { Everything } from '../../kill/stored';
import type { Paged } from '../../oncall/night';

type Data = { readonly attempt?: number; readonly outcome?: string; readonly transcript?: string };

/** One ticket, one page, somebody called, nobody twice by one message, nobody after the acknowledgement. */
export const pageFaults = ({ streams, all }: Everything, messages: readonly string[], heard: readonly Paged[]) => [
  ...messages.flatMap((id) => {
    const tickets = all.filter(
      ({ type, data }) => type === 'VoicemailReceived' && (data as { messageId: string }).messageId === id,
    );
    return tickets.length === 1 ? [] : [`I2: voicemail ${id} is ${tickets.length} tickets`];
  }),
  ...[...streams.keys()]
    .filter((stream) => stream.startsWith('ticket-'))
    .flatMap((stream) => ticketFaults({ streams, all }, stream.slice('ticket-'.length), heard)),
];

const ticketFaults = ({ streams }: Everything, ticketId: string, heard: readonly Paged[]): readonly string[] => {
  const events = streams.get(`page-${ticketId}`) ?? [];
  const of = (type: string) => events.filter((event) => event.type === type);
  const came = heard.filter((paged) => paged.ticketId === ticketId);
  const twice = came.filter(({ id }, i) => came.findIndex((other) => other.id === id) !== i);
  const acknowledgedAt = Date.parse(of('PageAcknowledged')[0]?.recordedAt ?? '');
  const late = came.filter(({ at }) => at > acknowledgedAt);
  return [
    ...(of('PageDispatched').length === 1 ? [] : [`${ticketId} has ${of('PageDispatched').length} pages`]),
    ...(came.length > 0 ? [] : [`${ticketId}: its page reached nobody`]),
    ...(of('PageAcknowledged').length === 1
      ? []
      : [`${ticketId}: acknowledged ${of('PageAcknowledged').length} times`]),
    ...twice.map(({ id, person }) => `${ticketId}: message ${id} came to ${person.id} twice`),
    ...late.map(
      ({ person, at }) => `${ticketId}: ${person.id} was called ${at - acknowledgedAt} ms after the acknowledgement`,
    ),
    ...unexplained(
      of('PageAttempted').length,
      of('PageFailed').map(({ data }) => data as Data),
      ticketId,
    ),
  ];
};

/** Nobody is called anew within ten minutes but for a message that was not taken, or of which that is not known. */
const unexplained = (attempts: number, failed: readonly Data[], ticketId: string): readonly string[] =>
  attempts <= failed.length + 1 ? [] : [`${ticketId}: ${attempts} attempts, ${failed.length} of which failed`];
