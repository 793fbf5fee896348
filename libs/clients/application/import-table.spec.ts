import { readTable } from './import-table';

const faults = (csv: string) => readTable(csv).faults;

describe('The table that clients are imported from', () => {
  it('says on each line who the client is, and what else of it', () => {
    const { lines } = readTable(
      '\ufeffclient,name,contact,contact_name,contact_role,contact_email,site,site_name\r\n' +
        'acme,"Acme, Dental",nora,Nora Finch,noc,nora@acme.example,main,Main street\r\n' +
        'globex,Globex,,,,,,\r\n',
    );
    expect(lines).toEqual([
      {
        line: 2,
        client: 'acme',
        commands: [
          { type: 'RegisterClient', name: 'Acme, Dental' },
          { type: 'AddSite', siteId: 'main', name: 'Main street' },
          { type: 'AddContact', contactId: 'nora', name: 'Nora Finch', role: 'noc', email: 'nora@acme.example' },
        ],
      },
      { line: 3, client: 'globex', commands: [{ type: 'RegisterClient', name: 'Globex' }] },
    ]);
  });

  it.each([
    ['a heading that nobody knows', 'client,name,colour\na,b,c', 1, /there is no column colour/],
    ['a heading without the name', 'client\na', 1, /client and name must be there/],
    ['a client without an id', 'client,name\n,Acme', 2, /client is empty/],
    ['an id that is none', 'client,name\n"ac me",Acme', 2, /'ac me' is no id/],
    ['a contact without a name', 'client,name,contact\nacme,Acme,bob', 2, /contact_name is empty/],
    [
      'a role that there is not',
      'client,name,contact,contact_name,contact_role\na,A,b,B,boss',
      2,
      /not one of contact, noc/,
    ],
    ['a line of another length', 'client,name\na,A,x', 2, /cannot be read/],
    ['a text without end', `client,name\na,${'x'.repeat(201)}`, 2, /longer than 200/],
  ])('is refused with %s, by line', (_what, csv, line, message) =>
    expect(faults(csv)).toEqual([{ line, message: expect.stringMatching(message) }]),
  );
});
