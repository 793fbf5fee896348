// Told to a ticket's page: opens the form of each command, fills in what it asks for, and keeps what it would have sent.

import type { Page } from 'playwright-core';

/** `path` is empty where there was no form, or where it would not be sent; `body` says so then. */
export type Sent = { readonly label: string; readonly path: string; readonly body: string };

/** `labels`: of which commands; `other`: the number of another ticket. Nothing is sent: the page is told that it was. */
export const fillForms = (page: Page, labels: readonly string[], other: string): Promise<readonly Sent[]> =>
  page.evaluate(`(${FILL})(${JSON.stringify(labels)}, ${JSON.stringify(other)})`);

const FILL = `async (wanted, other) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const sent = [], real = window.fetch;
  let label = '';
  window.fetch = async (path, init) => {
    if (init?.method !== 'POST') return real(path, init);
    if (init.headers.prefer) return new Response('{"title":"Not asked","detail":"","code":"none"}', { status: 409 });
    if (typeof init.body === 'string') sent.push({ label, path, body: init.body });
    return new Response('{}', { status: 200 });
  };
  const type = (input, text) => {
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(input), 'value').set.call(input, text);
    input.dispatchEvent(new Event(input.tagName === 'SELECT' ? 'change' : 'input', { bubbles: true }));
  };
  const texts = { 'datetime-local': '2026-11-30T10:00', number: '1', date: '2026-11-30' };
  const fill = (field) => {
    const input = field.querySelector('input, textarea, select');
    const name = field.textContent;
    if (input.type === 'radio') return input.click();
    if (input.tagName === 'SELECT') return type(input, input.options[1]?.value ?? '');
    type(input, texts[input.type] ?? (/ticket/i.test(name) ? other : /assignee/i.test(name) ? 'dev-engineer' : /code/i.test(name) ? 'config' : 'It was found out by measuring'));
  };
  for (const details of document.querySelectorAll('.commands details')) details.open = true;
  const isOf = (button, label) => button.textContent === label || button.textContent.startsWith(label + ' ');
  for (label of wanted) {
    const button = [...document.querySelectorAll('.commands .button')].find((one) => isOf(one, label));
    button?.click();
    for (let n = 0; n < 200 && !document.querySelector('dialog[open] form'); n++) await frame();
    const dialog = document.querySelector('dialog[open]');
    if (!dialog?.querySelector('form')) { sent.push({ label, path: '', body: 'no form' }); continue; }
    if (dialog.querySelector('[type=file]')) { dialog.close(); await frame(); continue; }
    for (const field of dialog.querySelectorAll('.field')) if (!/optional/.test(field.textContent)) fill(field);
    await frame();
    dialog.querySelector('[type=submit]').click();
    for (let n = 0; n < 200 && dialog.isConnected && dialog.open; n++) await frame();
    if (dialog.isConnected && dialog.open) {
      sent.push({ label, path: '', body: 'not sent: ' + dialog.textContent });
      dialog.close();
      await frame();
    }
  }
  window.fetch = real;
  return sent;
}`;
