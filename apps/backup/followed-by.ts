// Whether what an older set holds is the beginning of what a newer log holds, stream by stream: nothing acknowledged was lost
// in between (I1), and postings of then are the beginning of those of now (I16).

import { storedInLog } from '#command-line';

export const followedBy = async (older: string, newer: string, prefix: string): Promise<readonly string[]> => {
  const wanted = new Map<string, string>();
  const everything = () => true;
  await storedInLog(older, prefix, everything, (piece) => {
    for (const { stored } of piece) wanted.set(`${stored.stream}@${stored.revision}`, stored.eventId);
  });
  const broken: string[] = [];
  await storedInLog(newer, prefix, everything, (piece) => {
    for (const { stored } of piece) {
      const place = `${stored.stream}@${stored.revision}`;
      const before = wanted.get(place);
      wanted.delete(place);
      if (before !== undefined && before !== stored.eventId)
        broken.push(`I1, I16: ${place} was event ${before} in the older set, and is ${stored.eventId}.`);
    }
  });
  return [
    ...broken,
    ...[...wanted.keys()].map((place) => `I1, I16: ${place} is in the older set and not in this one.`),
  ];
};
