// What a form says, under which key, and on what it was decided.

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Body, bodyFrom, type Entered, faultsOf, openParts } from '../lib/body';
import { Refused, say } from '../lib/call';
import { overtaking } from '../lib/overtaken';
import { useSession } from '../lib/session';
import { ticketQuery } from '../lib/ticket-query';
import type { LegalCommand, TicketPage, TimelineLine } from '../types.gen';

/** Decisions are made on what was seen. On a note, or a reply, somebody else's would be a false conflict. */
const DECIDES =
  /^(Triage|ChangePriority|CorrectPriority|Assign|Resolve|Determine|Supersede|Settle|Approve|Waive|Reinstate|Accept|Decline|Rebind|Erase)/;
/** A ticket that changes at each reading is shown, and not chased. */
const READINGS_MAX = 3;
/** It was judged, and refused: what is sent next is another request. */
const wasJudged = ({ status }: Refused): boolean => status >= 400 && status < 500 && status !== 429;

export type Deciding = {
  readonly command: LegalCommand;
  readonly body: Body;
  readonly preset: Entered;
  readonly page: Pick<TicketPage, 'ticketId' | 'timeline' | 'money'>;
  readonly etag: string | undefined;
};

export const useCommandForm = (
  { command: { command, path }, body, preset, page, etag }: Deciding,
  done: () => void,
) => {
  const queries = useQueryClient();
  const me = useSession().data?.principal?.id ?? '';
  const [key, setKey] = useState(() => crypto.randomUUID());
  // What was there when the form was opened; a reading behind the form is not what was decided on.
  const [seen, see] = useState<{ page: Deciding['page']; etag: string | undefined }>({ page, etag });
  const [entered, setEntered] = useState<Entered>({});
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
  const [refused, setRefused] = useState<Refused>();
  const [overtakenBy, setOvertakenBy] = useState<readonly TimelineLine[]>([]);
  const [busy, setBusy] = useState(false);
  const enter = (name: string, value: string) => setEntered((before) => ({ ...before, [name]: value }));
  const all = { ...entered, ...preset };
  const left = {
    ...faultsOf(body, all),
    ...Object.fromEntries(openParts(path).flatMap((name) => (all[name] ? [] : [[name, 'This is needed.']]))),
  };
  const isFilled = Object.keys(left).length === 0;
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(all[name] ?? ''));
  const bodySent = bodyFrom(body, all);

  /** Said on what was seen. Where that is not there any more, though nobody else has acted, it is said on what is. */
  const decide = async (under: string, on: typeof seen, readings: number): Promise<void> => {
    try {
      await say(filled, { body: bodySent, key: under, ...(DECIDES.test(command) && { ifMatch: on.etag }) });
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 412) throw error;
      const now = await queries.fetchQuery({ ...ticketQuery(page.ticketId), staleTime: 0 });
      const by = overtaking(on.page, now.page, me);
      see(now);
      setOvertakenBy(by);
      if (by.length > 0 || readings >= READINGS_MAX) throw error;
      await decide(crypto.randomUUID(), now, readings + 1);
    }
  };
  const send = async () => {
    setFaults(left);
    if (!isFilled || busy) return;
    setBusy(true);
    setRefused(undefined);
    try {
      await decide(key, seen, 1);
      done();
    } catch (error) {
      const problem =
        error instanceof Refused
          ? error
          : new Refused({ status: 0, code: '', title: 'Not sent', detail: String(error) });
      setRefused(problem);
      setFaults(Object.fromEntries(problem.errors.map(({ field, message }) => [field, message])));
      if (wasJudged(problem)) setKey(crypto.randomUUID());
    } finally {
      setBusy(false);
      void queries.invalidateQueries({ queryKey: ['ticket', page.ticketId] });
      void queries.invalidateQueries({ queryKey: ['list'] });
    }
  };
  return {
    entered,
    enter,
    faults,
    refused,
    overtakenBy,
    busy,
    send,
    path: filled,
    body: isFilled ? bodySent : undefined,
  };
};
