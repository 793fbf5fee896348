// Which keys an erasure destroys: those of all that stands before it in the store, in every stream of its ticket. What is
// recorded after it is sealed with a key of its own, so that to do it again takes nothing more away.

import { streamOf, subjectOf } from '#kernel';
import { storedOf } from './client/names';
import type { Reader } from './client/read';
import type { DecodingContext } from './consume/lazy-event';
import { keyIdsOf } from './envelope/sealing';

/** See `Store.eraseBefore`. */
export const eraseBefore = async (
  stream: string,
  revision: number,
  reader: Reader,
  { names, keys, catalogs }: DecodingContext,
  categories: readonly string[] = Object.keys(catalogs),
): Promise<void> => {
  const [erasure] = await reader.page(stream, revision, 1);
  const end = erasure?.position?.commit;
  if (end === undefined || Number(erasure?.revision) !== revision)
    throw new TypeError(`${stream}@${revision} is not there, so that nothing is erased before it.`);
  const subject = subjectOf(stream);
  const found = new Set<string>();
  for (const category of categories)
    for await (const event of reader.read(streamOf(category, subject), 0))
      if ((event.position?.commit ?? -1n) < end)
        for (const keyId of keyIdsOf(storedOf(names, event).data)) found.add(keyId);
  await keys.destroy([...found]);
};
