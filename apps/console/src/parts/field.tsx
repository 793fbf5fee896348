import { type ReactNode, useId, useState } from 'react';
import { type Field, kindOf } from '../lib/body';
import { instantsOf, serverNow, wallClock, zoneName } from '../lib/time';
import type { TicketPage } from '../types.gen';
import { CHANNEL, FAULT, inWords, PRIORITY_MEANS } from '../words';
import { NAMES_SOMEBODY, People } from './people';

type Props = {
  name: string;
  field: Field;
  isRequired: boolean;
  isFirst: boolean;
  value: string;
  enter: (name: string, value: string) => void;
  fault: string | undefined;
  page: Pick<TicketPage, 'policy' | 'timeline'>;
};

const TITLES: Readonly<Record<string, string>> = {
  occurredAt: 'When it happened',
  contactedAt: 'When the client contacted us',
  faultClass: 'Whose fault it was',
  sharePercent: 'The client’s share, per cent',
  evidence: 'Evidence, one reference a line',
  for: 'Waits for',
  ask: 'What is waited for',
  into: 'Into ticket',
  to: 'To',
};
const titleOf = (name: string): string => TITLES[name] ?? inWords(name);
const CHOICES: Readonly<Record<string, string>> = { ...FAULT, ...CHANNEL, ...PRIORITY_MEANS };
const choiceOf = (value: string): string =>
  value in PRIORITY_MEANS ? `${value}, ${CHOICES[value]}` : inWords(CHOICES[value] ?? value);

/** One field of a command, in the way that suits what it takes. */
export const FormField = (props: Props) => {
  const { name, field, isRequired, fault } = props;
  const id = useId();
  const kind = kindOf(field);
  if (kind === 'choice' || kind === 'yes-or-no') return <Choice {...props} />;
  return (
    <div className="field">
      <label htmlFor={id}>
        {titleOf(name)} {!isRequired && <span className="quiet">optional</span>}
      </label>
      {kind === 'instant' ? <InstantInput {...props} id={id} /> : <TextInput {...props} id={id} />}
      <Fault id={id} fault={fault} />
    </div>
  );
};

const Fault = ({ id, fault }: { id: string; fault: string | undefined }) =>
  fault === undefined ? null : (
    <p id={`${id}-fault`} className="field-fault">
      ! {fault}
    </p>
  );

const Choice = ({ name, field, isRequired, isFirst, value, enter, fault }: Props) => {
  const id = useId();
  const choices = field.enum ?? ['yes', 'no'];
  return (
    <fieldset className="field choice" aria-describedby={fault === undefined ? undefined : `${id}-fault`}>
      <legend>
        {titleOf(name)} {!isRequired && <span className="quiet">optional</span>}
      </legend>
      {choices.map((choice, at) => (
        <label key={choice} title={field['x-enum-descriptions']?.[choice]}>
          <input
            type="radio"
            name={id}
            data-first={(isFirst && at === 0) || undefined}
            checked={value === choice}
            onChange={() => enter(name, choice)}
          />
          {choiceOf(choice)}
        </label>
      ))}
      <Fault id={id} fault={fault} />
    </fieldset>
  );
};

const TextInput = ({ name, field, isFirst, value, enter, fault, page, id }: Props & { id: string }) => {
  const kind = kindOf(field);
  const common = {
    id,
    value,
    'data-first': isFirst || undefined,
    'aria-invalid': fault !== undefined,
    'aria-describedby': fault === undefined ? undefined : `${id}-fault`,
    onChange: ({ target }: { target: { value: string } }) => enter(name, target.value),
  };
  if (kind === 'number') return <input type="number" min={field.minimum} max={field.maximum} {...common} />;
  if (kind === 'text' && NAMES_SOMEBODY.includes(name))
    return (
      <>
        <input type="text" list={`${id}-people`} autoComplete="off" maxLength={field.maxLength} {...common} />
        <People id={`${id}-people`} />
      </>
    );
  if (kind === 'text') return <input type="text" maxLength={field.maxLength} {...common} />;
  return (
    <>
      <textarea
        rows={kind === 'lines' ? 3 : 5}
        maxLength={kind === 'lines' ? undefined : field.maxLength}
        {...common}
      />
      {kind === 'lines' ? (
        <Attached page={page} add={(text) => enter(name, [value, text].filter(Boolean).join('\n'))} />
      ) : (
        <small className="quiet">
          {value.length.toLocaleString('en-US')} of {field.maxLength?.toLocaleString('en-US')}
        </small>
      )}
    </>
  );
};

const Attached = ({ page, add }: { page: Props['page']; add: (name: string) => void }): ReactNode => {
  const names = page.timeline.flatMap((line) =>
    line.event === 'AttachmentAdded' && 'name' in line ? [String(line.name)] : [],
  );
  if (names.length === 0) return null;
  return (
    <p className="chips">
      On the ticket:{' '}
      {names.map((name) => (
        <button key={name} type="button" className="chip" onClick={() => add(name)}>
          + {name}
        </button>
      ))}
    </p>
  );
};

/** A wall clock of the policy's zone. Where it shows a time twice, or not at all, that is asked and said. */
const InstantInput = ({ name, value, enter, page, id, isFirst }: Props & { id: string }) => {
  const { zone } = page.policy;
  const [wall, setWall] = useState(value === '' ? '' : wallClock(Date.parse(value), zone));
  const meant = instantsOf(wall, zone);
  const settle = (text: string) => {
    setWall(text);
    const [only, other] = instantsOf(text, zone);
    enter(name, only && !other ? only.at : '');
  };
  return (
    <>
      <span className="with-button">
        <input
          id={id}
          type="datetime-local"
          data-first={isFirst || undefined}
          value={wall}
          onChange={({ target }) => settle(target.value)}
        />
        <button type="button" className="plain" onClick={() => settle(wallClock(serverNow(), zone))}>
          now
        </button>
      </span>
      <small className="quiet">
        {zone} ({zoneName(serverNow(), zone)})
      </small>
      {wall !== '' && meant.length === 0 && (
        <p className="field-fault">! There is no such time: clocks went forward over it.</p>
      )}
      {meant.length > 1 && (
        <fieldset className="field choice">
          <legend>Clocks went back: which of the two?</legend>
          {meant.map(({ at, said }) => (
            <label key={at}>
              <input type="radio" name={`${id}-meant`} checked={value === at} onChange={() => enter(name, at)} />
              {said}
            </label>
          ))}
        </fieldset>
      )}
    </>
  );
};
