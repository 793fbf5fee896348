// A command as a form, made from its schema. It has a key of its own from its opening on, so that whatever happens on the
// line it is done once.

import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type KeyboardEvent, type ReactNode, useState } from 'react';
import { BODIES } from '../bodies.gen';
import { type Body, bodyFrom, type Entered, type Field, kindOf, missing, openParts, templateOf } from '../lib/body';
import { Refused, say } from '../lib/call';
import type { LegalCommand, TicketPage } from '../types.gen';
import { commandWords } from '../words';
import { Dialog } from './dialog';
import { FormField } from './field';
import { Key } from './marks';
import { ParamField } from './param';

/** Decisions are made on what was seen. On a note, or a reply, somebody else's would be a false conflict. */
const DECIDES =
  /^(Triage|ChangePriority|CorrectPriority|Assign|Resolve|Determine|Supersede|Settle|Approve|Waive|Reinstate|Accept|Decline|Rebind|Erase)/;
const NOTHING: Body = { summary: '', properties: {}, required: [] };

type Props = {
  command: LegalCommand;
  page: TicketPage;
  etag: string | undefined;
  close: () => void;
  /** Filled in already, and not asked for. */
  given?: Entered;
  children?: ReactNode;
  done?: () => void;
};

export const CommandSheet = ({ command, page, etag, close, given, children, done }: Props) => {
  const { label } = command;
  const { careful } = commandWords(command.command);
  const body = BODIES[templateOf(command.path, Object.keys(BODIES)) ?? ''] ?? NOTHING;
  const preset = { ...enteredOf(command.preset), ...given };
  const rank = ([name, field]: readonly [string, Field]) =>
    body.required.includes(name) ? 0 : kindOf(field) === 'long text' ? 1 : 2;
  // What is needed comes first, then what is mostly said.
  const asked = Object.entries(body.properties)
    .filter(([name]) => !Object.hasOwn(preset, name))
    .toSorted((a, b) => rank(a) - rank(b));
  const form = useCommandForm(command, body, preset, page, etag, () => {
    close();
    done?.();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void form.send();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && event.ctrlKey) void form.send();
  };
  return (
    <Dialog title={label} close={close} as="sheet">
      <form onSubmit={submit} onKeyDown={onKeyDown} noValidate>
        {body.summary && <p className="quiet">{body.summary}</p>}
        {children}
        {openParts(command.path).map((name) => (
          <ParamField
            key={name}
            name={name}
            command={command}
            page={page}
            value={form.entered[name] ?? ''}
            enter={form.enter}
          />
        ))}
        {asked.map(([name, field], at) => (
          <FormField
            key={name}
            name={name}
            field={field}
            isRequired={body.required.includes(name)}
            isFirst={at === 0}
            value={form.entered[name] ?? ''}
            enter={form.enter}
            fault={form.faults[name]}
            page={page}
          />
        ))}
        <SaidBack refused={form.refused} again={() => void form.send()} />
        {command.needsSecond && (
          <p className="late">
            {command.needsSecond === 'always' ? 'It takes a second person' : 'It may take a second person'}: then it
            waits among the billing holds until somebody else approves it.
          </p>
        )}
        <footer>
          <button type="submit" className={careful ? 'button main careful' : 'button main'} disabled={form.busy}>
            {label} <Key is="Ctrl ↵" />
          </button>
          <small className="quiet">Nothing is ever deleted: this adds an event.</small>
        </footer>
      </form>
    </Dialog>
  );
};

/** What the server says of the body in any case, as a form would say it. */
const enteredOf = (preset: LegalCommand['preset'] = {}): Entered =>
  Object.fromEntries(
    Object.entries(preset).map(([name, value]) => [
      name,
      value === true ? 'yes' : value === false ? 'no' : String(value),
    ]),
  );

const useCommandForm = (
  { command, path }: LegalCommand,
  body: Body,
  preset: Entered,
  page: TicketPage,
  etag: string | undefined,
  done: () => void,
) => {
  const queries = useQueryClient();
  const [key, setKey] = useState(() => crypto.randomUUID());
  const [entered, setEntered] = useState<Entered>({});
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
  const [refused, setRefused] = useState<Refused>();
  const [busy, setBusy] = useState(false);
  const enter = (name: string, value: string) => setEntered((before) => ({ ...before, [name]: value }));
  const send = async () => {
    const all = { ...entered, ...preset };
    const left = [...missing(body, all), ...openParts(path).filter((name) => !all[name])];
    setFaults(Object.fromEntries(left.map((name) => [name, 'This is needed.'])));
    if (left.length > 0 || busy) return;
    setBusy(true);
    setRefused(undefined);
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(all[name] ?? ''));
    try {
      await say(filled, { body: bodyFrom(body, all), key, ...(DECIDES.test(command) && { ifMatch: etag }) });
      done();
    } catch (error) {
      const problem =
        error instanceof Refused
          ? error
          : new Refused({ status: 0, code: '', title: 'Not sent', detail: String(error) });
      setRefused(problem);
      setFaults(Object.fromEntries(problem.errors.map(({ field, message }) => [field, message])));
      // It was judged, and refused: what is sent next is another request.
      if (problem.status >= 400 && problem.status < 500 && problem.status !== 429) setKey(crypto.randomUUID());
    } finally {
      setBusy(false);
      void queries.invalidateQueries({ queryKey: ['ticket', page.ticketId] });
      void queries.invalidateQueries({ queryKey: ['list'] });
    }
  };
  return { entered, enter, faults, refused, busy, send };
};

/** What the server said to it, and what to do about it. */
const SaidBack = ({ refused, again }: { refused: Refused | undefined; again: () => void }) => {
  if (!refused) return null;
  const isUnsure = refused.status === 0 || refused.status === 503 || refused.status === 429;
  return (
    <div className="fault" role="alert">
      <b>{refused.status === 412 ? 'Somebody was faster' : refused.title}</b>
      <p>
        {refused.status === 412
          ? 'The ticket has changed since you read it. It has been read anew behind this form: look at its history, then send it once more.'
          : refused.message}
      </p>
      {isUnsure && (
        <button type="button" className="button" onClick={again}>
          Send it again: it is done once, whatever happens
        </button>
      )}
    </div>
  );
};
