// "Why was I charged?", as a page that runs nothing and loads nothing: for a phone or a printer, light or dark, read out
// or seen. Everything that people wrote is escaped.

import { sayTicketId } from '#event-store';
import { escaped, paragraph, plainPages } from '#http-kit';
import type { ChargeStatement } from '../application/statement-query';
import type { MeterReading } from '../domain/meter';
import { dollars, FAULT } from '../domain/words';

const STYLE = `
:root{color-scheme:light dark;--ink:light-dark(#14171c,#e8eaee);--ground:light-dark(#f6f7f9,#101216);--panel:light-dark(#fff,#171a20);--line:light-dark(#c9ced6,#3a404b);--accent:light-dark(#3b4fd8,#8494ff);--quiet:light-dark(#4b5563,#a9b1bd)}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:1.0625rem/1.55 system-ui,sans-serif;overflow-wrap:anywhere}
main{max-width:44rem;margin:0 auto;padding:1.25rem}
section{background:var(--panel);border:1px solid var(--line);border-radius:.6rem;padding:1rem 1.25rem;margin:1rem 0}
h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0}h2{font-size:1.15rem;margin:0 0 .5rem}
.amount{font-size:2rem;font-weight:650;font-variant-numeric:tabular-nums;margin:.25rem 0}
table{border-collapse:collapse;width:100%}caption{text-align:left;color:var(--quiet);padding-bottom:.35rem}
th,td{text-align:left;vertical-align:top;padding:.4rem 0;border-top:1px solid var(--line);font-weight:400}
td{text-align:right;padding-left:1rem;font-variant-numeric:tabular-nums;white-space:nowrap}tr:last-child>*{font-weight:650}
.plain tr:last-child>*{font-weight:400}.plain .found>*{font-weight:650}
ol{padding-left:0;list-style:none;margin:0}li{padding:.4rem 0;border-top:1px solid var(--line)}li:first-child{border-top:0}
time{display:block;color:var(--quiet);font-size:.9rem}
blockquote{margin:.5rem 0;padding-left:.9rem;border-left:3px solid var(--line)}
label{display:block;font-weight:600}textarea{width:100%;min-height:7rem;font:inherit;color:inherit;background:var(--ground);border:1px solid var(--quiet);border-radius:.4rem;padding:.6rem;margin:.4rem 0}
button,.button{display:inline-block;min-height:2.75rem;font:inherit;font-weight:600;padding:.6rem 1.1rem;border:1px solid var(--accent);border-radius:.4rem;background:transparent;color:var(--accent);text-decoration:none}
a{color:var(--accent)}:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
@media print{body{background:#fff}section{break-inside:avoid}form{display:none}}
`;

/** What the page may do in a browser stands in `headers`. */
const { page: document, headers } = plainPages(STYLE);
export const CHARGE_PAGE_HEADERS = headers;

const section = (title: string, body: string): string => `<section><h2>${escaped(title)}</h2>${body}</section>`;
const row = (label: string, value: string, is = ''): string =>
  `<tr${is}><th scope="row">${escaped(label)}</th><td>${escaped(value)}</td></tr>`;

const KINDS = {
  charge: 'charge',
  supplementary: 'additional charge',
  credit: 'credit',
  rebill: 'renewed charge',
} as const;

/** `token`: the link that the page is at; its forms and files lie beneath. */
export const chargePage = (statement: ChargeStatement, token: string): string => {
  const { ticketId, posting, postedLocal, eventPostedCents, clause } = statement;
  const title = posting.cents < 0 ? 'Why was I given this back?' : 'Why was I charged?';
  const head =
    `<h1>${escaped(title)}</h1><p class="amount">${escaped(dollars(posting.cents))}</p>` +
    paragraph(
      `A ${KINDS[posting.kind]} on ticket ${sayTicketId(ticketId)}, posted ${postedLocal}. All lines of this outage come to ${dollars(eventPostedCents)}.`,
    );
  return document(
    `${title} ${dollars(posting.cents)}`,
    head +
      section('What was found', found(statement)) +
      section('How it is computed', staircase(statement)) +
      section(
        'The clause',
        `<blockquote>${escaped(clause.text)}</blockquote>${paragraph(`Clause ${clause.number} of policy ${clause.policy}.`)}`,
      ) +
      section('What happened', story(statement)) +
      section('What it would have been otherwise', otherwise(statement)) +
      section(
        'Check it yourself',
        `<p>A small program with the figures of this line. It needs Node and no network, and computes the amount again.</p><p><a class="button" href="/charges/${token}/recompute" download>Download the program</a></p>`,
      ) +
      section('You do not agree?', dispute(statement, token)),
  );
};

const found = ({ finding }: ChargeStatement): string => {
  if (!finding) return paragraph('No finding stands behind this line: it answers another decision, named below.');
  const evidence = finding.evidence.map((text) => `<li>${escaped(text)}</li>`).join('');
  return (
    paragraph(`The fault was ${FAULT[finding.faultClass]}.`) +
    `<blockquote>${escaped(finding.reason)}</blockquote>` +
    (evidence === '' ? paragraph('No evidence is named.') : `<h3>Evidence</h3><ol>${evidence}</ol>`)
  );
};

const staircase = ({ staircase: { steps } }: ChargeStatement): string =>
  `<table><caption>From the minutes to the amount</caption><tbody>${steps.map(({ rule, comesTo }) => row(rule, comesTo)).join('')}</tbody></table>`;

const story = ({ story: lines }: ChargeStatement): string =>
  `<ol>${lines.map(({ at, atLocal, says }) => `<li><time datetime="${escaped(at)}">${escaped(atLocal)}</time>${escaped(says)}</li>`).join('')}</ol>`;

const otherwise = ({ otherwise: readings, finding }: ChargeStatement): string =>
  '<table class="plain"><caption>What the same work costs under each answer of the review</caption><tbody>' +
  readings
    .map((reading) => {
      const is = reading.faultClass === finding?.faultClass;
      return row(`${faultIn(reading)}${is ? ' (as found)' : ''}`, dollars(reading.cents), is ? ' class="found"' : '');
    })
    .join('') +
  '</tbody></table>';
const faultIn = ({ faultClass, sharePercent }: MeterReading): string =>
  `The fault was ${FAULT[faultClass]}${sharePercent === undefined ? '' : `, your share ${sharePercent} %`}`;

const dispute = ({ dispute: state }: ChargeStatement, token: string): string => {
  if (state === 'open') return paragraph('You have disputed it. We look at it again, and charges wait meanwhile.');
  if (state === 'not-possible') return paragraph('It cannot be disputed here any more. Write to us.');
  return (
    paragraph('Say why. A reviewer looks at it again, and charges wait meanwhile.') +
    `<form method="post" action="/charges/${token}/dispute"><label for="reason">Why you do not agree</label>` +
    '<textarea id="reason" name="reason" required minlength="10" maxlength="4000"></textarea><button>Dispute it</button></form>'
  );
};

/** Something was done, or is not there: one sentence, and where to go on. */
export const messagePage = (title: string, text: string, back?: string): string =>
  document(
    title,
    `<h1>${escaped(title)}</h1>${paragraph(text)}${back === undefined ? '' : `<p><a href="${escaped(back)}">Back to the charge</a></p>`}`,
  );
