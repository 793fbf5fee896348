import { chargeLinkSecret, readLink, signLink } from './charge-link';

const secret = chargeLinkSecret(new Uint8Array(32).fill(7));
const charge = { ticketId: '7K3M9QXZW', postingId: '7K3M9QXZW/1/1', expires: 1_773_500_000_000 };
const link = signLink(secret, charge);

describe('The link to a charge', () => {
  it('leads to the posting that it was made for, until it expires', () => {
    expect(readLink(secret, link, charge.expires - 1)).toStrictEqual(charge);
    expect(readLink(secret, link, charge.expires)).toBe('expired');
  });
  it('is none with any character of it changed', () => {
    for (let i = 0; i < link.length; i++) {
      const other = `${link.slice(0, i)}${link[i] === 'A' ? 'B' : 'A'}${link.slice(i + 1)}`;
      // The last character of a signature carries bits that decode to nothing; the same bytes are the same signature.
      const isSame = Buffer.from(other.split('.')[1] ?? '', 'base64url').equals(
        Buffer.from(link.split('.')[1] ?? '', 'base64url'),
      );
      if (!isSame || i < link.indexOf('.')) expect(readLink(secret, other, 0)).toBeUndefined();
    }
  });
  it('is none under another master key, and none where it is nonsense', () => {
    expect(readLink(chargeLinkSecret(new Uint8Array(32).fill(8)), link, 0)).toBeUndefined();
    for (const text of ['', 'a.b', `${link}x`, '../../etc/passwd', '.'.repeat(60)])
      expect(readLink(secret, text, 0)).toBeUndefined();
  });
});
