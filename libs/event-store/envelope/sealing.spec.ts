import fc from 'fast-check';
import { subjectOf } from '#kernel';
import type { DataKey, Keys } from '../keys/keys';
import { ERASED, seal, unseal } from './sealing';

const key: DataKey = { id: 'batch.7', secret: Buffer.alloc(32, 7) };
const bearer = { stream: 'ticket-7K3M9QXZ4', eventId: '2ed6657d-e927-568b-95e1-2665a8aea6a2' };
const whoFinds = (found: ReturnType<Keys['find']>): Pick<Keys, 'find'> => ({
  find: (id) => (id === key.id ? found : undefined),
});
const knows = whoFinds(key);

describe('A sealed field', () => {
  // Stored events look like this for ever: the form, the path and the additional data were sealed by another program.
  it('opens as it was once written', () => {
    const data = {
      note: {
        $sealed: {
          subject: '7K3M9QXZ4',
          keyId: 'batch.7',
          nonce: 'AAECAwQFBgcICQoL',
          ciphertext: 'OtWBFT15tj4SwMXvlygclpgc3-A4EBhee-5SiK6gDHb-GiiS-7pWmpGB41TcY5XwaF49Ffb0kGOH6bXSRh6QIltEjijo',
        },
      },
    };
    expect(unseal(data, bearer, knows)).toStrictEqual({
      note: 'The power supply in room 12 was unplugged — Ünal',
    });
  });

  it('names its subject and its key, and nothing of what it holds', () => {
    const sealed = seal({ text: 'Ms Doe called', cycle: 1 }, ['text'], bearer, key);
    expect(sealed).toStrictEqual({
      cycle: 1,
      text: {
        $sealed: {
          subject: '7K3M9QXZ4',
          keyId: 'batch.7',
          nonce: expect.stringMatching(/^[\w-]{16}$/),
          ciphertext: expect.stringMatching(/^[\w-]+$/),
        },
      },
    });
    expect(JSON.stringify(sealed)).not.toContain('Doe');
  });

  it('opens to what was sealed, at any path and of any shape', () =>
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const data = { a: { b: value }, list: [{ x: value, y: 1 }, { x: value }], plain: 'stays' };
        const sealed = seal(data, ['a.b', 'list.*.x'], bearer, key);
        const json = JSON.parse(JSON.stringify(sealed));
        expect(unseal(json, bearer, knows)).toEqual(JSON.parse(JSON.stringify(data)));
      }),
      { numRuns: 50 },
    ));

  it('is left out where the field is', () =>
    expect(seal({ cycle: 1 }, ['text', 'a.b', 'list.*'], bearer, key)).toStrictEqual({ cycle: 1 }));

  it('takes in the whole of what is not shaped as expected', () => {
    const sealed = JSON.stringify(
      seal({ evidence: 'Ms Doe', from: { name: 'Doe' } }, ['evidence.*', 'from.*'], bearer, key),
    );
    expect(sealed).not.toContain('Doe');
    expect(unseal(JSON.parse(sealed), bearer, knows)).toStrictEqual({ evidence: 'Ms Doe', from: { name: 'Doe' } });
  });

  it('reads as erased once its key was destroyed on purpose', () => {
    const sealed = seal({ list: ['a', 'b'] }, ['list.*'], bearer, key);
    expect(unseal(sealed, bearer, whoFinds('destroyed'))).toStrictEqual({ list: [ERASED, ERASED] });
  });

  it('is an error, not an erasure, where nobody knows its key', () =>
    expect(() => unseal(seal({ text: 'x' }, ['text'], bearer, key), bearer, whoFinds(undefined))).toThrow(
      'sealed with the key batch.7, which is not in the key file and was never destroyed',
    ));

  it('does not open in another event, at another path, or when a bit of it was changed', () => {
    const sealed = seal({ text: 'x' }, ['text'], bearer, key) as { text: { $sealed: { ciphertext: string } } };
    const refused = (data: unknown, at = bearer) => expect(() => unseal(data, at, knows)).toThrow('does not open');
    refused(sealed, { ...bearer, stream: 'ticket-7K3M9QXZ5' });
    refused(sealed, { ...bearer, eventId: '2ed6657d-e927-568b-95e1-2665a8aea6a3' });
    refused({ other: sealed.text });
    const { ciphertext } = sealed.text.$sealed;
    refused({
      text: {
        $sealed: {
          ...sealed.text.$sealed,
          ciphertext: `${ciphertext.startsWith('A') ? 'B' : 'A'}${ciphertext.slice(1)}`,
        },
      },
    });
    refused({ text: { $sealed: { ...sealed.text.$sealed, ciphertext: '' } } });
  });

  it('belongs to whom the stream speaks of', () => {
    expect(subjectOf('billing-7K3M9QXZ4')).toBe('7K3M9QXZ4');
    expect(subjectOf('roster-on-call')).toBe('on-call');
  });

  it('costs nothing where there is none', () => {
    const data = { a: [1, { b: 2 }], c: null };
    expect(unseal(data, bearer, whoFinds(undefined))).toBe(data);
  });
});
