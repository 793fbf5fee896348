// Which keys a key file says were destroyed. Their ids are in the clear, so that no master key is needed.

import { readFileSync } from 'node:fs';

export const destroyedIn = (keyFile: string): ReadonlySet<string> =>
  new Set(
    readFileSync(keyFile, 'latin1')
      .split('\n')
      .flatMap((line) => {
        const [, batch, indexes] = /^\{"batch":"([\w-]+)","destroyed":\[([\d,]*)\],/.exec(line.trim()) ?? [];
        if (batch === undefined || !indexes) return [];
        return indexes.split(',').map((index) => `${batch}.${index}`);
      }),
  );
