// People of a company sign in to the console by its own identity provider: a real one, in this process, and a browser's way
// there and back.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import type { Role, SignInRules, TokenRules } from '#identity';
import { ProviderSignIn } from '#identity/sign-in';
import { HOUR } from '#kernel';
import { TestServer } from './testing';

const SIGNED_IN = '/sign-in/done';
const SECRET = 'a-secret-of-a-spec';
const rules = (issuer: string): TokenRules & SignInRules => ({
  issuer,
  audience: 'desk',
  algorithms: ['RS256'],
  clockSkewSeconds: 5,
  idClaim: 'sub',
  rolesClaim: 'groups',
  roles: [
    ['desk', 'agent'],
    ['customer', 'client-contact'],
  ],
  clientsClaim: 'tenants',
  clientId: 'desk',
  clientSecret: SECRET,
  scope: 'openid groups',
  sessionMs: 8 * HOUR,
});

/** Whoever is called `customer-acme` is in the group `customer`, of the tenant `acme`. It names groups to who asks once more. */
const provider = (issuer: string, home: string) =>
  new Provider(issuer, {
    clients: [{ client_id: 'desk', client_secret: SECRET, redirect_uris: [`${home}${SIGNED_IN}`] }],
    claims: { openid: ['sub'], groups: ['groups', 'tenants'] },
    pkce: { required: () => true },
    findAccount: (_context, accountId) => {
      const [group, tenant] = accountId.split('-');
      const claims = { sub: accountId, groups: [group], ...(tenant && { tenants: [tenant] }) };
      return { accountId, claims: () => claims };
    },
  });

/** What a browser does: keeps cookies by host, and follows. */
class Browser {
  readonly #jar = new Map<string, Map<string, string>>();
  at = '';

  async ask(url: string, init: RequestInit = {}): Promise<Response> {
    this.at = url;
    const { host } = new URL(url);
    const cookies = this.#jar.get(host) ?? new Map<string, string>();
    this.#jar.set(host, cookies);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '' || /Max-Age=0|expires=Thu, 01 Jan 1970/i.test(set)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  }

  /** Follows until somebody answers, or until it would go on to `stop`. */
  async follow(url: string, stop = /$^/, init?: RequestInit): Promise<Response> {
    let response = await this.ask(url, init);
    for (let to = response.headers.get('location'); to !== null; to = response.headers.get('location')) {
      this.at = new URL(to, this.at).href;
      if (stop.test(this.at)) return response;
      response = await this.ask(this.at);
    }
    return response;
  }

  /** Sends the form of a page of the provider. */
  submit(page: string, fields: Readonly<Record<string, string>>, stop?: RegExp): Promise<Response> {
    const action = /action="([^"]+)"/.exec(page)?.[1] ?? '';
    return this.follow(new URL(action, this.at).href, stop, { method: 'POST', body: new URLSearchParams(fields) });
  }
}

describe('Signing in by an identity provider', () => {
  const server = new TestServer();
  let listener: Server;
  const url = () => server.serving.url;
  /** Up to where the provider leads back. */
  const authenticated = async (browser: Browser, name: string, from = '/sign-in'): Promise<string> => {
    const login = await (await browser.follow(`${url()}${from}`)).text();
    const consent = await browser.submit(login, { prompt: 'login', login: name, password: 'any' }, /sign-in\/done/);
    if (!browser.at.includes(SIGNED_IN)) await browser.submit(await consent.text(), { prompt: 'consent' }, /done/);
    return browser.at;
  };
  const who = async (browser: Browser) => {
    const response = await browser.ask(`${url()}/session`, { headers: { 'sec-fetch-site': 'same-origin' } });
    return (await response.json()) as { signedIn: boolean; provider?: string; principal?: { id: string; role: Role } };
  };

  beforeAll(async () => {
    for (const level of ['warn', 'info'] as const) jest.spyOn(console, level).mockImplementation(() => {});
    server.time = Date.now(); // the provider's
    listener = createServer();
    await new Promise<void>((listening) => listener.listen(0, '127.0.0.1', listening));
    const issuer = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
    server.signIn = new ProviderSignIn(rules(issuer), server.sessions, () => server.time);
    await server.start();
    listener.on('request', provider(issuer, url()).callback());
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await server.stop();
    listener.closeAllConnections();
    await new Promise((closed) => listener.close(closed));
  });

  it('leads there and back, and on to where somebody was; the page says that there is such a way', async () => {
    const browser = new Browser();
    expect(await who(browser)).toMatchObject({ signedIn: false, provider: '/sign-in' });
    const back = await authenticated(browser, 'desk', '/sign-in?to=/console/tickets/7K3M9QXZW');
    const led = await browser.ask(back);
    expect([led.status, led.headers.get('location')]).toStrictEqual([302, '/console/tickets/7K3M9QXZW']);
    const [session = '', over = ''] = led.headers.getSetCookie();
    expect(session).toMatch(/^faultline=[\w-]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=28800$/);
    expect(over).toMatch(/^faultline-sign-in=; Path=\/; HttpOnly; SameSite=Lax; Max-Age=0$/);
    expect(await who(browser)).toMatchObject({ signedIn: true, principal: { id: 'desk', role: 'agent' } });
  });

  it("shows a client's contact its own client's tickets, and ends when its time is over", async () => {
    const browser = new Browser();
    await browser.ask(await authenticated(browser, 'customer-acme'));
    const opening = { channel: 'phone', priority: 'P3', summary: 'Calls drop' };
    const seen = async (client: string) => {
      const { ticketId } = (await server.post('/tickets', { ...opening, client }, 'agent')).body;
      const headers = { 'sec-fetch-site': 'same-origin' };
      return (await browser.ask(`${url()}/tickets/${ticketId}`, { headers })).status;
    };
    expect([await seen('acme'), await seen('globex')]).toStrictEqual([200, 404]);
    server.time += 8 * HOUR;
    expect((await who(browser)).signedIn).toBe(false);
    server.time -= 8 * HOUR;
  });

  it('lets in nobody who has no role here, and says so', async () => {
    const browser = new Browser();
    const refused = await browser.ask(await authenticated(browser, 'stranger'));
    expect([refused.status, await refused.text()]).toStrictEqual([
      403,
      expect.stringMatching(/The provider knows you\. .*groups.* has none of desk, customer/),
    ]);
    expect((await who(browser)).signedIn).toBe(false);
  });

  it('takes a way back once, from the browser that it was begun in, within ten minutes', async () => {
    const mine = new Browser();
    const back = await authenticated(mine, 'desk');
    const theirs = await new Browser().ask(back);
    expect([theirs.status, await theirs.text()]).toStrictEqual([400, expect.stringContaining('Begin anew')]);
    server.time += HOUR;
    expect((await mine.ask(back)).status).toBe(400);
    server.time -= HOUR;
    expect((await mine.ask(back.replace(/state=[^&]+/, 'state=another'))).status).toBe(400);
    expect((await mine.ask(back)).status).toBe(302);
    expect((await mine.ask(back)).status).toBe(400);
  });

  it('says what the provider says to who turns back there', async () => {
    const browser = new Browser();
    const login = await (await browser.follow(`${url()}/sign-in`)).text();
    const abort = /href="([^"]+\/abort)"/.exec(login)?.[1] ?? '';
    const refused = await browser.follow(new URL(abort, browser.at).href);
    expect([refused.status, await refused.text()]).toStrictEqual([403, expect.stringContaining('access_denied')]);
  });

  it('goes on to places of the console only', async () => {
    for (const to of ['https://evil.example', '//evil.example', '/console/../tickets', '/console?a=b', '/\\evil']) {
      const led = await fetch(`${url()}/sign-in?to=${encodeURIComponent(to)}`, { redirect: 'manual' });
      expect([to, server.sessions.readSigningIn(led.headers.getSetCookie()[0], server.time)?.to]).toStrictEqual([
        to,
        '/console',
      ]);
    }
  });

  it('says in a sentence that the provider is away, and goes on with the next', async () => {
    const away = createServer((_request, response) => void response.writeHead(500).end());
    await new Promise<void>((listening) => away.listen(0, '127.0.0.1', listening));
    const { port } = away.address() as AddressInfo;
    const signIn = new ProviderSignIn(rules(`http://127.0.0.1:${port}`), server.sessions, () => server.time);
    for (let n = 0; n < 2; n++)
      expect(await signIn.begin(url(), undefined)).toMatchObject({
        because: 'away',
        says: /* a sentence */ expect.any(String),
      });
    away.close();
  });
});
