// The way of a browser to the company's identity provider and back: two places that lead on, and a page where they do not.

import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Log } from '#event-store';
import { paragraph, plainPages } from '#http-kit';
import { SIGN_IN_PATH, SIGNED_IN_PATH } from '#identity';
import type { Led, NotSignedIn, ProviderSignIn } from '#identity/sign-in';

const { page, headers } = plainPages(
  'body{font:16px/1.5 system-ui,sans-serif;margin:0;background:Canvas;color:CanvasText;color-scheme:light dark}' +
    'main{max-width:34rem;margin:12vh auto;padding:0 1.5rem}h1{font-size:1.4rem}',
);
const STATUS = { away: 503, anew: 400, denied: 403, nobody: 403 } as const;
const LINKS = `<p><a href="${SIGN_IN_PATH}">Sign in again</a> · <a href="/console">To the console</a></p>`;

/** `home`: where people reach this server, without a slash at its end. */
export const serveSignIn = (fastify: FastifyInstance, signIn: ProviderSignIn, home: () => string, log: Log): void => {
  const lead = (reply: FastifyReply, led: Led | NotSignedIn) => {
    if ('to' in led) return reply.header('set-cookie', [...led.cookies]).redirect(led.to);
    log.warn({ because: led.because, says: led.says }, 'nobody was signed in by the identity provider');
    return reply
      .code(STATUS[led.because])
      .headers(headers)
      .send(page('Not signed in', `<h1>You are not signed in</h1>${paragraph(led.says)}${LINKS}`));
  };
  fastify.get<{ Querystring: { to?: unknown } }>(SIGN_IN_PATH, async ({ query: { to } }, reply) =>
    lead(reply, await signIn.begin(home(), typeof to === 'string' ? to : undefined)),
  );
  fastify.get(SIGNED_IN_PATH, async ({ url, headers: { cookie } }, reply) => {
    const at = url.indexOf('?');
    return lead(reply, await signIn.finish(home(), at < 0 ? '' : url.slice(at), cookie));
  });
};
