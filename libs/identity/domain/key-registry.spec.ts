import { givenFor } from '#kernel/given';
import { type KeyEvent, type KeyFacts, keyRegistry } from './key-registry';

const given = givenFor(keyRegistry);
const rosas: KeyFacts = {
  keyId: 'a1',
  principal: { id: 'rosa', role: 'fault-reviewer' },
  issuedAt: '2026-03-01T08:00:00.000Z',
};
const bobs: KeyFacts = {
  keyId: 'b1',
  principal: { id: 'bob', role: 'client-contact', clients: ['acme'] },
  issuedAt: '2026-03-02T08:00:00.000Z',
};
const issued = (facts: KeyFacts): KeyEvent => ({ type: 'KeyIssued', ...facts });
const revoked = (keyId: string): KeyEvent => ({ type: 'KeyRevoked', keyId });

describe('The registry of keys', () => {
  it('has every key that came into the file, and every one that went', () => {
    given()
      .when({ type: 'NoteKeys', present: [rosas, bobs] })
      .yields(issued(rosas), issued(bobs));
    given(issued(rosas), issued(bobs))
      .when({ type: 'NoteKeys', present: [bobs] })
      .yields(revoked('a1'));
  });

  it('shows a key that was revoked and is there again, and one that is somebody else’s by now', () => {
    given(issued(rosas), revoked('a1'))
      .when({ type: 'NoteKeys', present: [rosas] })
      .yields(issued(rosas));
    const given_away = { ...bobs, principal: { ...bobs.principal, clients: ['acme', 'globex'] } };
    given(issued(bobs))
      .when({ type: 'NoteKeys', present: [given_away] })
      .yields(issued(given_away));
  });

  it('knows when a key was used that counts until another day, as one that was rotated', () => {
    const [used, until] = ['2026-03-14', '2026-03-21T00:00:00.000Z'];
    const shortened = { ...rosas, expiresAt: until };
    given(issued(rosas), { type: 'KeyUsed', keyId: 'a1', day: used })
      .when({ type: 'NoteKeys', present: [shortened] })
      .yields(issued(shortened));
    given(issued(rosas), { type: 'KeyUsed', keyId: 'a1', day: used }, issued(shortened))
      .when({ type: 'NoteUse', keyId: 'a1', day: used })
      .yieldsNothing();
  });

  it('has the first use on each day, whichever server saw it', () => {
    const used: KeyEvent = { type: 'KeyUsed', keyId: 'a1', day: '2026-03-14' };
    given(issued(rosas)).when({ type: 'NoteUse', keyId: 'a1', day: '2026-03-14' }).yields(used);
    given(issued(rosas), used).when({ type: 'NoteUse', keyId: 'a1', day: '2026-03-13' }).yieldsNothing();
    given().when({ type: 'NoteUse', keyId: 'a1', day: '2026-03-14' }).yieldsNothing();
  });
});
