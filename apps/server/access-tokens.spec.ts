// People of a company come with tokens of its own identity provider: a real one, in this process.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import Provider, { type JWKS } from 'oidc-provider';
import { AccessTokens } from '#identity/tokens';
import { TestServer } from './testing';

const AUDIENCE = 'https://desk.example';
/** There is no such ticket, and whoever may ask is told so. */
const LET_IN = 404;

const aKey = async (kid: string) => {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { kid, privateKey, jwk: { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' } };
};
type Key = Awaited<ReturnType<typeof aKey>>;

/** A provider whose clients get what their name says: `desk` or `customer-acme`, say. */
const provider = (issuer: string, { jwk }: Key) =>
  new Provider(issuer, {
    jwks: { keys: [jwk] } as JWKS,
    clients: ['desk', 'customer-acme', 'nobody'].map((client_id) => ({
      client_id,
      client_secret: 'a-secret-of-a-spec',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
    })),
    extraTokenClaims: (_context, { clientId = '' }) => {
      const [role, client] = clientId.split('-');
      return { sub: clientId, realm: { groups: [role] }, ...(client !== undefined && { tenants: [client] }) };
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => AUDIENCE,
        getResourceServerInfo: () => ({
          scope: '',
          audience: AUDIENCE,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  });

describe('A server that takes the tokens of an identity provider', () => {
  const server = new TestServer();
  let listener: Server;
  let issuer: string;
  let first: Key;
  /** Moved on by who rotates keys: a key that is not known is looked for after half a minute. */
  const serveProvider = (key: Key) => {
    listener.removeAllListeners('request');
    listener.on('request', provider(issuer, key).callback());
  };
  const tokenFor = async (client: string): Promise<string> => {
    const response = await fetch(`${issuer}/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${client}:a-secret-of-a-spec`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    });
    return ((await response.json()) as { access_token: string }).access_token;
  };
  const ask = async (token: string) => {
    const { status, body } = await server.request('GET', '/tickets/7K3M9QXZW', {
      headers: { authorization: `Bearer ${token}` },
    });
    return { status, code: body.code as string | undefined, detail: body.detail as string | undefined };
  };
  /** A token as somebody else might make it. */
  const forged = (claims: JWTPayload, { privateKey, kid } = first, alg = 'RS256') =>
    new SignJWT({ iss: issuer, aud: AUDIENCE, sub: 'eve', realm: { groups: ['desk'] }, exp: now() + 60, ...claims })
      .setProtectedHeader({ alg, kid })
      .sign(privateKey);
  const now = () => Math.floor(server.time / 1_000);

  beforeAll(async () => {
    // The provider says that it is good for trying out only, as it is here.
    for (const level of ['warn', 'info'] as const) jest.spyOn(console, level).mockImplementation(() => {});
    server.time = Date.now(); // the provider's
    const { createServer } = await import('node:http');
    first = await aKey('first');
    listener = createServer();
    await new Promise<void>((listening) => listener.listen(0, '127.0.0.1', listening));
    issuer = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
    serveProvider(first);
    server.keys.tokens = new AccessTokens(
      {
        issuer,
        audience: AUDIENCE,
        algorithms: ['RS256'],
        clockSkewSeconds: 5,
        idClaim: 'sub',
        rolesClaim: 'realm.groups',
        roles: [
          ['desk', 'agent'],
          ['customer', 'client-contact'],
        ],
        clientsClaim: 'tenants',
      },
      () => server.time,
    );
    await server.start();
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await server.stop();
    listener.closeAllConnections();
    await new Promise((closed) => listener.close(closed));
  });

  it('lets in whom a token names, as what its groups are here; and keys of its own all the same', async () => {
    expect(await ask(await tokenFor('desk'))).toMatchObject({ status: LET_IN });
    expect(await ask(server.key('agent'))).toMatchObject({ status: LET_IN });
    expect(await ask(await tokenFor('nobody'))).toMatchObject({
      status: 401,
      code: 'auth.token',
      detail: expect.stringContaining("'realm.groups' has none of desk, customer"),
    });
  });

  it("shows a client's contact its own client's tickets and no other's", async () => {
    const opening = { channel: 'phone', priority: 'P3', summary: 'Calls drop' };
    const opened = async (client: string): Promise<string> =>
      (await server.post('/tickets', { ...opening, client }, 'agent')).body.ticketId;
    const [acme, globex] = [await opened('acme'), await opened('globex')];
    const headers = { authorization: `Bearer ${await tokenFor('customer-acme')}` };
    expect((await server.request('GET', `/tickets/${acme}`, { headers })).status).toBe(200);
    expect((await server.request('GET', `/tickets/${globex}`, { headers })).status).toBe(404);
  });

  it.each([
    ['is for somebody else', { aud: 'https://other.example' }, /'aud' is not what is expected/],
    ['is of another provider', { iss: 'https://other.example' }, /'iss' is not what is expected/],
    ['has expired', { exp: Math.floor(Date.now() / 1_000) - 60 }, /has expired/],
    ['is not valid yet', { nbf: Math.floor(Date.now() / 1_000) + 600 }, /'nbf' is not what is expected/],
    ['never expires', { exp: undefined }, /'exp' is not what is expected/],
  ])('refuses a token that %s', async (_what, claims, says) =>
    expect(await ask(await forged(claims as JWTPayload))).toMatchObject({
      status: 401,
      code: 'auth.token',
      detail: expect.stringMatching(says),
    }),
  );

  it('refuses what is signed by others, by a shared secret, or not at all', async () => {
    const other = await aKey('first');
    expect((await ask(await forged({}, other))).detail).toMatch(/signature is wrong/);
    const unknown = await aKey('unknown');
    expect((await ask(await forged({}, unknown))).detail).toMatch(/does not publish/);
    const shared = new TextEncoder().encode(JSON.stringify(first.jwk));
    const byShared = await forged({}, { ...first, privateKey: shared as never }, 'HS256');
    expect((await ask(byShared)).detail).toMatch(/algorithm that is not taken/);
    const [, payload] = byShared.split('.');
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    expect((await ask(none)).status).toBe(401);
    expect((await ask(`${none}x`)).detail).toMatch(/algorithm that is not taken/);
    expect((await ask(`${'a'.repeat(9_000)}.b.c`)).status).toBe(401);
  });

  it('ends with the token, within the difference that clocks may have', async () => {
    const token = await forged({ exp: now() + 10 });
    expect((await ask(token)).status).toBe(LET_IN);
    server.time += 14_000;
    expect((await ask(token)).status).toBe(LET_IN);
    server.time += 2_000;
    expect(await ask(token)).toMatchObject({ status: 401, code: 'auth.expired' });
    server.time -= 16_000;
  });

  it('takes the keys that the provider has rotated to', async () => {
    const second = await aKey('second');
    serveProvider(second);
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000); // jose looks again after half a minute
    try {
      expect(await ask(await tokenFor('desk'))).toMatchObject({ status: LET_IN });
    } finally {
      clock.mockRestore();
    }
  });
});
