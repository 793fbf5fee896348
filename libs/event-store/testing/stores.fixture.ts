import type { StoreOptions } from '../options';
import { openStore, type Store } from '../store';
import { type ANode, aDirectory, aNode, optionsFor, type Start } from './a-node.fixture';

// For specs: one node for the whole file, and stores on it that are closed after each test.

export const aNodeWithStores = (startNode: Start) => {
  const directory = aDirectory();
  const opened: Store[] = [];
  let node: ANode;
  beforeAll(async () => {
    node = await aNode(startNode);
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
  });
  afterAll(async () => {
    await node.stop();
    directory.remove();
  });
  const optionsApart = (): StoreOptions => optionsFor(node, directory.path);
  return {
    node: () => node,
    /** Each time for a part of the node that no other store sees. */
    optionsApart,
    open: async (changes: Partial<StoreOptions> = {}): Promise<Store> => {
      const store = await openStore({ ...optionsApart(), ...changes });
      opened.push(store);
      return store;
    },
  };
};
