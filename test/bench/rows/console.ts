// The console as somebody has it who works on a full board: ten thousand open tickets, in Chromium.

import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';
import type { Role } from '#identity';
import { Desk, isBrowserHere, violations } from '../../console/browser';
import { endAll } from '../../programs/child';
import type { Server } from '../../programs/server';
import { until } from '../../programs/until';
import { interruptible } from '../interruptible';
import { type Ask, load } from '../load';
import { caughtUp } from '../tickets';
import { median, type Row } from './row';

const OPEN = 10_000;
const CLIENTS = ['acme', 'foxglove-hotels', 'harbor-city', 'juniper-foods', 'kestrel-air'];
const LOADS = 3;
const COMMANDS = 60;
const UPDATES = 500;
const PER_SECOND = 100;
const IDLE_MS = 10_000;
const kB = (bytes: number) => bytes / 1000;

const figure = (name: string, value: number, unit: string, goal: number): Row => ({
  name: `console: ${name}`,
  value,
  unit,
  reference: 'its goal',
  referenceValue: goal,
  ratio: value / goal,
  goal: `≤ ${goal} ${unit}`,
  met: value <= goal,
});

export const consoleRows = async (): Promise<readonly Row[]> => {
  if (!isBrowserHere) throw new Error('There is no Chromium here: apt-get install chromium.');
  interruptible();
  const desk = new Desk();
  await desk.open();
  try {
    const tickets = await fill(desk.api.server);
    return [
      ...(await firstRows(desk)),
      ...(await sizes(desk)),
      await onScreen(desk, tickets),
      ...(await cpu(desk, tickets)),
      figure('what axe finds on the full board', (await violations(await whole(desk))).length, 'faults', 0),
    ];
  } finally {
    await desk.close();
    await endAll();
  }
};

const said = (server: Server, role: Role, path: string, body: object): Ask => ({
  path,
  headers: {
    authorization: `Bearer ${server.keys[role]}`,
    'content-type': 'application/json',
    'idempotency-key': randomUUID(),
  },
  body: JSON.stringify(body),
});

/** Opens and triages them through the API; the numbers of the most urgent ones. */
const fill = async (server: Server): Promise<readonly string[]> => {
  const openings = Array.from({ length: OPEN }, (_, n) => {
    const priority = `P${n % 50 === 0 ? 1 : 2 + (n % 3)}`;
    const client = CLIENTS[n % CLIENTS.length];
    return [
      said(server, 'agent', '/tickets', { client, channel: 'phone', priority, summary: `One-way audio, site ${n}` }),
    ];
  });
  await load(server.url, OPEN, openings);
  await caughtUp(server);
  const headers = { authorization: `Bearer ${server.keys.agent}` };
  const { rows } = (await (await fetch(`${server.url}/sla-board?limit=1000`, { headers })).json()) as {
    rows: readonly { ticketId: string }[];
  };
  return rows.map(({ ticketId }) => ticketId);
};

/** The board with all of its rows. */
const whole = async (desk: Desk): Promise<Page> => {
  const page = await desk.as('agent');
  await isWhole(page);
  return page;
};
const isWhole = (page: Page) =>
  page.locator('.title .quiet', { hasText: /^[\d,]+ open$/ }).waitFor({ timeout: 120_000 });

/** From the address bar to the first row, and to the last one. */
const firstRows = async (desk: Desk): Promise<readonly Row[]> => {
  const page = await whole(desk);
  const first: number[] = [];
  const all: number[] = [];
  for (let n = 0; n < LOADS; n++) {
    await page.reload({ waitUntil: 'commit' });
    await page.locator('.line').first().waitFor();
    first.push((await page.evaluate('performance.now()')) as number);
    await isWhole(page);
    all.push((await page.evaluate('performance.now()')) as number);
  }
  await desk.leave();
  return [
    figure('first row of 10,000', median(first), 'ms', 1_000),
    figure('all rows of 10,000', median(all), 'ms', 4_000),
  ];
};

/** What goes over the line at the first visit, and what each further screen adds. */
const sizes = async (desk: Desk): Promise<readonly Row[]> => {
  const page = await desk.visit();
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const kinds = new Map<string, string>();
  const took = new Map<string, number>();
  const underWay = new Set<string>();
  session.on('Network.requestWillBeSent', ({ requestId, request: { url } }) => {
    if (url.endsWith('.js')) underWay.add(requestId);
  });
  session.on('Network.responseReceived', ({ requestId, response: { url } }) => {
    kinds.set(requestId, url.endsWith('.js') ? 'js' : url.endsWith('.css') ? 'css' : 'other');
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId) ?? 'other';
    took.set(kind, (took.get(kind) ?? 0) + encodedDataLength);
    underWay.delete(requestId);
  });
  await page.goto(`${desk.urlOf()}#key=${desk.api.server.keys.supervisor}`);
  await page.locator('.line').first().waitFor();
  const first = { js: took.get('js') ?? 0, css: took.get('css') ?? 0 };
  const further: number[] = [];
  const screens = await page.locator('nav[aria-label="Screens"] a').all();
  for (const screen of screens.slice(1)) {
    const before = took.get('js') ?? 0;
    underWay.clear(); // a worker's script begins here and ends in the worker
    await screen.click();
    // The stream of changes stays open for ever, so that the network is never idle.
    const stands = async () => underWay.size === 0 && (await page.locator('.skeleton').count()) === 0;
    const path = String(await screen.getAttribute('href'));
    await page.waitForURL(({ pathname }) => pathname.startsWith(path));
    await page.locator('h1').first().waitFor();
    await until(stands, `${page.url()} stands`);
    further.push((took.get('js') ?? 0) - before);
  }
  await desk.leave();
  return [
    figure('first load, JS', kB(first.js), 'kB', 120),
    figure('first load, CSS', kB(first.css), 'kB', 8),
    figure('the largest further screen', kB(Math.max(...further)), 'kB', 15),
  ];
};

const assign = (server: Server, ticketId: string, assignee: string) =>
  said(server, 'agent', `/tickets/${ticketId}/assignment`, { assignee, reason: 'On shift' });
const post = async ({ url }: Server, { path, headers, body }: Ask): Promise<void> => {
  const response = await fetch(url + path, { method: 'POST', headers, body });
  if (!response.ok) throw new Error(`POST ${path} was answered ${response.status}: ${await response.text()}`);
};
const PEOPLE = ['dev-engineer', 'dev-on-call', 'dev-supervisor'];

/** From a command's being sent by somebody else until its effect stands in the page. */
const onScreen = async (desk: Desk, tickets: readonly string[]): Promise<Row> => {
  const page = await whole(desk);
  const row = page.locator('.line').first();
  const ticketId = (await row.locator('a').getAttribute('href'))?.split('/').at(-1) ?? tickets[0] ?? '';
  const took: number[] = [];
  for (let n = 0; n < COMMANDS; n++) {
    const assignee = PEOPLE[n % PEOPLE.length] ?? '';
    const shown = page.evaluate(`new Promise((done) => {
      const look = () => document.querySelector('a[href$="${ticketId}"]')?.closest('.line')?.textContent.includes('${assignee}')
        ? done() : requestAnimationFrame(look);
      look();
    })`);
    const from = performance.now();
    await Promise.all([post(desk.api.server, assign(desk.api.server, ticketId, assignee)), shown]);
    took.push(performance.now() - from);
    await pause(150);
  }
  await desk.leave();
  const p95 = took.toSorted((a, b) => a - b)[Math.floor(took.length * 0.95)] ?? Number.NaN;
  return figure('a command elsewhere on the board, p95', p95, 'ms', 300);
};

const busyMs = async (session: CDPSession): Promise<number> => {
  const { metrics } = await session.send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
};

/** What the page's main thread spends: idle, and on each of many updates; and its longest task meanwhile. */
const cpu = async (desk: Desk, tickets: readonly string[]): Promise<readonly Row[]> => {
  const page = await whole(desk);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await pause(2_000);
  const idleFrom = await busyMs(session);
  await pause(IDLE_MS);
  const idle = (await busyMs(session)) - idleFrom;
  await page.evaluate(`window.longest = 0; new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
  }).observe({ entryTypes: ['longtask'] })`);
  const from = await busyMs(session);
  const began = performance.now();
  const sent: Promise<void>[] = [];
  for (let n = 0; n < UPDATES; n++) {
    await pause(Math.max(0, began + (n * 1000) / PER_SECOND - performance.now()));
    const ticketId = tickets[n % tickets.length] ?? '';
    sent.push(post(desk.api.server, assign(desk.api.server, ticketId, PEOPLE[n % PEOPLE.length] ?? '')));
  }
  await Promise.all(sent);
  await pause(2_000);
  const seconds = (performance.now() - began) / 1000;
  const spent = (await busyMs(session)) - from - (seconds * idle) / (IDLE_MS / 1000);
  const longest = (await page.evaluate('window.longest')) as number;
  await desk.leave();
  return [
    figure('CPU while nothing happens, a second', idle / (IDLE_MS / 1000), 'ms', 15),
    figure('CPU for one live update', spent / UPDATES, 'ms', 1.5),
    figure('longest task under 100 updates a second', longest, 'ms', 150),
  ];
};
