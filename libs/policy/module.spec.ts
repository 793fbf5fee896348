import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EVENT_STORE } from '#event-store/module';
import { MemoryStore } from '#kernel';
import { Policies } from './application/policies';
import { FIRST_POLICY, PolicyModule } from './module';
import { standardSupport } from './testing/standard-support.fixture';

const store = new MemoryStore();

@Module({})
class StoreModule {}
const storeModule = {
  module: StoreModule,
  global: true,
  providers: [
    { provide: EVENT_STORE, useValue: store },
    { provide: FIRST_POLICY, useValue: { policyId: standardSupport.policyId, document: () => standardSupport } },
  ],
  exports: [EVENT_STORE, FIRST_POLICY],
};

@Module({ imports: [storeModule, PolicyModule] })
class Server {}

describe('A server', () => {
  it('publishes the default policy at its first start, and finds it at the next', async () => {
    for (let start = 1; start <= 2; start++) {
      const server = await NestFactory.createApplicationContext(Server, { logger: false });
      expect((await server.get(Policies).inForce('standard-support', Date.now())).version).toBe(1);
      await server.close();
    }
    expect(await store.read('policy-standard-support')).toHaveLength(1);
  });
});
