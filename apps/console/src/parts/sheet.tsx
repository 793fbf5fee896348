// A command as a form, made from its schema. It has a key of its own from its opening on, so that whatever happens on the
// line it is done once.

import type { FormEvent, KeyboardEvent, ReactNode } from 'react';
import { BODIES } from '../bodies.gen';
import { type Body, type Entered, type Field, kindOf, openParts, templateOf } from '../lib/body';
import type { LegalCommand, TicketPage } from '../types.gen';
import { commandWords } from '../words';
import { useCommandForm } from './command-form';
import { Dialog } from './dialog';
import { FormField } from './field';
import { FileSheet } from './file-sheet';
import { Key } from './marks';
import { ParamField } from './param';
import { Refusal } from './refusal';
import { Would } from './would';

const NOTHING: Body = { summary: '', properties: {}, required: [] };

/** Of a ticket's page what a form on it needs. */
export type AboutTicket = Pick<TicketPage, 'ticketId' | 'policy' | 'timeline' | 'work' | 'money'>;
type Props = {
  command: LegalCommand;
  page: AboutTicket;
  etag?: string | undefined;
  close: () => void;
  /** Filled in already, and not asked for. */
  given?: Entered;
  children?: ReactNode;
  done?: () => void;
};

/** A command as a form; files have one of their own. */
export const CommandSheet = (props: Props) =>
  props.command.command === 'AddAttachment' ? (
    <FileSheet {...props} />
  ) : (
    <SchemaSheet {...props} body={BODIES[templateOf(props.command.path, Object.keys(BODIES)) ?? ''] ?? NOTHING} />
  );

/** What is posted to a path, as a form; the body is described by its schema. */
export const SchemaSheet = ({ command, page, etag, close, given, children, done, body }: Props & { body: Body }) => {
  const { label } = command;
  const { careful } = commandWords(command.command);
  const preset = { ...enteredOf(command.preset), ...given };
  const rank = ([name, field]: readonly [string, Field]) =>
    body.required.includes(name) ? 0 : kindOf(field) === 'long text' ? 1 : 2;
  // What is needed comes first, then what is mostly said.
  const asked = Object.entries(body.properties)
    .filter(([name]) => !Object.hasOwn(preset, name))
    .toSorted((a, b) => rank(a) - rank(b));
  const form = useCommandForm({ command, body, preset, page, etag }, () => {
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
        {body.dryRun && <Would ticketId={page.ticketId} path={form.path} body={form.body} zone={page.policy.zone} />}
        <Refusal
          refused={form.refused}
          overtakenBy={form.overtakenBy}
          zone={page.policy.zone}
          again={() => void form.send()}
        />
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
