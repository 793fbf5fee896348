import { startNode } from '#embedded-store';
import { type EventStore, MemoryStore } from '#kernel';
import { openStore, type Store } from './store';
import { type ANode, aDirectory, aNode, optionsFor } from './testing/a-node.fixture';
import { describeEventStore } from './testing/event-store.contract';

const directory = aDirectory();
let node: ANode;
beforeAll(async () => {
  node = await aNode(startNode);
});
afterAll(async () => {
  await node.stop();
  directory.remove();
});

describe('The event store of the kernel in memory', () => {
  const memory = new MemoryStore();
  describeEventStore('as one process sees it', () => [memory, memory]);
});

describe('The event store of the adapter', () => {
  const opened: Store[] = [];
  afterAll(() => Promise.all(opened.map((store) => store.close())));

  describe('in two processes', () => {
    let stores: readonly [EventStore, EventStore];
    beforeAll(async () => {
      const options = optionsFor(node, directory.path);
      const [one, two] = [await openStore(options), await openStore(options)];
      opened.push(one, two);
      stores = [one, two];
    });
    describeEventStore('who both write', () => stores);
  });

  describe('in one process', () => {
    let stores: readonly [EventStore, EventStore];
    beforeAll(async () => {
      const store = await openStore({ ...optionsFor(node, directory.path), soleWriter: true });
      opened.push(store);
      stores = [store, store];
    });
    describeEventStore('that writes alone', () => stores);
  });
});
