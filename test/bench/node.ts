// The embedded node for the bench. `node.js DIRECTORY`, or with `unsynced`: then it says that an event is durable
// without having asked the disk. Asked 'counts' by its parent, it answers what its writer has counted.

import { type Disk, realDisk, startNode } from '#embedded-store';
import { endWithParent } from './end-with-parent';

const unsynced: Disk = {
  ...realDisk,
  open: async (path, mode) => Object.assign(await realDisk.open(path, mode), { datasync: async () => {} }),
};

const [, , dir = '', how] = process.argv;
endWithParent();
startNode({ dir, disk: how === 'unsynced' ? unsynced : realDisk }).then(({ url, store }) => {
  process.on('message', () => process.send?.(store.writer.counts));
  console.log(`LISTENING ${url}`);
});
