import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { startNode } from '#embedded-store';
import { EVENT_STORE, EventStoreModule } from './module';
import { Store } from './store';
import { type ANode, aDirectory, aNode, optionsFor } from './testing/a-node.fixture';
import { command, newStream, noted } from './testing/event-store.contract';

const directory = aDirectory();
let node: ANode;
beforeAll(async () => {
  node = await aNode(startNode);
});
afterAll(async () => {
  await node.stop();
  directory.remove();
});

const serverOn = (url: string) => {
  @Module({ imports: [EventStoreModule.forRoot(() => optionsFor({ url }, directory.path))] })
  class Server {}
  return NestFactory.createApplicationContext(Server, { logger: false, abortOnError: false });
};

describe('A server', () => {
  it('has one store, for whoever decides and whoever consumes, and lets go of it when it stops', async () => {
    const server = await serverOn(node.url);
    const store = server.get(Store);
    expect(server.get(EVENT_STORE)).toBe(store);
    const appending = store.append(newStream(), -1, [noted('a')], command('c1'));
    await server.close();
    expect(await appending).toMatchObject({ revision: 0 });
    // The client of this process is free again: another store may be opened.
    await expect(serverOn('esdb://127.0.0.1:9?tls=nonsense')).rejects.not.toThrow('Close that one first');
  });
});
