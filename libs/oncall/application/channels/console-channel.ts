import { type Channel, subjectLine, textOf } from './channel';

/** To whoever looks at the console of the paging role. The link is a key to the acknowledgement: it is in no log. */
export const consoleChannel = (print: (text: string) => void): Channel => ({
  send: async (_to, message, isWanted) => {
    if (!(await isWanted())) return { is: 'called-off' };
    print(`\nPAGE  ${textOf(message).replaceAll('\n', '\n      ')}\n`);
    return { is: 'delivered' };
  },
});

/** A line of the log, without the link: for whoever watches logs and takes it by its number. */
export const logChannel = (warn: (fields: object, message: string) => void): Channel => ({
  send: async (_to, message, isWanted) => {
    if (!(await isWanted())) return { is: 'called-off' };
    const { ticketId, level, round, person } = message;
    const what = `page: ${subjectLine(message)}. POST /pages/{ticketId}/acknowledgement takes it`;
    warn({ ticket: ticketId, person: person.id, level, round }, what);
    return { is: 'delivered' };
  },
});
