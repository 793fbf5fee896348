// Refusals of rules name commands, and know no routes. Who reads them over HTTP is told what can be sent, and where.

import { COMMAND_ROUTES } from '#ticketing';

const POSSIBLE = /Possible now: ([\w, ]*)\./;
const isPersons = (command: string): command is keyof typeof COMMAND_ROUTES => Object.hasOwn(COMMAND_ROUTES, command);
const routeOf = (command: keyof typeof COMMAND_ROUTES) => `/tickets/{ticketId}/${COMMAND_ROUTES[command].path}`;

/** The same sentences with routes in place of commands; what only processes say is left out. */
export const inRoutes = (message: string): string =>
  message
    .replace(POSSIBLE, (_all, commands: string) => {
      const routes = [...new Set(commands.split(', ').filter(isPersons).map(routeOf))];
      return routes.length === 0 ? 'Nothing is possible any more.' : `Possible now, by POST: ${routes.join(', ')}.`;
    })
    .replace(/\b[A-Z][a-z]+[A-Z]\w+\b/g, (word) => (isPersons(word) ? `POST ${routeOf(word)}` : word));
