import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call, Refused } from '../../lib/call';
import type { PolicyPreview, PolicyVersions } from '../../types.gen';
import { dollars } from '../../words';

/** A policy is published once it was seen what it would change. */
export const Preview = ({ newest }: { newest: PolicyVersions[number] }) => {
  const queries = useQueryClient();
  const [text, setText] = useState(() => JSON.stringify({ ...newest.document, version: newest.version + 1 }, null, 2));
  const [seen, setSeen] = useState<{ readonly preview: PolicyPreview; readonly of: string }>();
  const [refused, setRefused] = useState<Refused>();
  const [key, setKey] = useState(() => crypto.randomUUID());
  const path = { policyId: newest.policyId };
  const attempt = async (act: (document: Record<string, unknown>) => Promise<void>) => {
    setRefused(undefined);
    try {
      await act(JSON.parse(text) as Record<string, unknown>);
    } catch (error) {
      setRefused(
        error instanceof Refused
          ? error
          : new Refused({ status: 400, code: 'json', title: 'Not JSON', detail: (error as Error).message }),
      );
    }
  };
  const look = () =>
    attempt(async (document) => {
      const { data } = await call('POST /policies/{policyId}/previews', { path, body: { document } });
      setSeen({ preview: data, of: text });
    });
  const publish = () =>
    attempt(async (document) => {
      await call('POST /policies/{policyId}/versions', { path, body: { document }, key });
      setKey(crypto.randomUUID());
      await queries.invalidateQueries({ queryKey: ['policies'] });
    });
  return (
    <section className="panel preview" aria-labelledby="preview-title">
      <h2 id="preview-title">The next version</h2>
      <div className="columns-even">
        <label className="field">
          <span>Document</span>
          <textarea rows={24} spellCheck={false} value={text} onChange={({ target }) => setText(target.value)} />
        </label>
        <div>
          <p className="likely">
            <button type="button" className="button main" onClick={() => void look()}>
              See what it changes
            </button>
            <button
              type="button"
              className="button careful"
              disabled={seen?.of !== text}
              onClick={() => void publish()}
            >
              Publish version {newest.version + 1}
            </button>
          </p>
          {refused && (
            <div className="fault" role="alert">
              <b>{refused.title}</b>
              <p>{refused.message}</p>
              <ul>
                {refused.errors.map(({ field, message }) => (
                  <li key={field + message}>
                    <code>{field}</code> {message}
                  </li>
                ))}
              </ul>
            </div>
          )}
          {seen && <Changes preview={seen.preview} />}
        </div>
      </div>
    </section>
  );
};

const Changes = ({ preview: { changes, warnings, notCarriedOut, effect, sample } }: { preview: PolicyPreview }) => (
  <div>
    <h3>What it says differently</h3>
    <ul>
      {changes.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
    {changes.length === 0 && <p className="quiet">Nothing.</p>}
    {[...warnings, ...notCarriedOut].map((warning) => (
      <p key={warning} className="late">
        ! {warning}
      </p>
    ))}
    <h3>The latest tickets, as they would have been</h3>
    <p>{effect}</p>
    <ul className="rows">
      {sample.map(({ ticketId, client, sentences, differenceCents }) => (
        <li key={ticketId}>
          <span>
            {client}
            <small>{sentences.join(' ') || 'nothing would be other'}</small>
          </span>
          <b className={differenceCents === 0 ? 'nothing' : ''}>{dollars(differenceCents)}</b>
        </li>
      ))}
    </ul>
  </div>
);
