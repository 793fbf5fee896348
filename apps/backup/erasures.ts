// What the log says was erased. A restore does it again, whatever key file it was given: a copy of the keys from before an
// erasure must not bring back what was erased.

import { storedInLog } from '#command-line';
import { CATALOGS } from '#composition';
import { type Catalogs, keyIdsOf, type Stored } from '#event-store';
import { categoryOf, subjectOf } from '#kernel';

/** Up to where in the log, and in which categories of streams, an erasure destroys the keys of its subject. */
type Erasure = { readonly place: number; readonly category: string; readonly subject: string };
/** Of a client or of the staff the erasure leaves a part: once that is written down again, what came before may go. */
const RESTATED: Readonly<Record<string, string>> = {
  ClientDataErased: 'ClientDataRestated',
  StaffDataErased: 'StaffDataRestated',
};

const CATALOGUED: Catalogs = CATALOGS;
const erases = ({ stream, type }: Stored): boolean => CATALOGUED[categoryOf(stream)]?.[type]?.erases === true;
/** An erasure of a ticket reaches its ledger and its clocks; any other one its own stream. */
const reaches = ({ category, subject }: Erasure, stream: string): boolean =>
  subjectOf(stream) === subject && (category === 'ticket' || categoryOf(stream) === category);

/** The ids of all keys that the erasures in a log destroy. Throws what reading the log throws. */
export const keysErasedIn = async (dir: string, prefix: string): Promise<ReadonlySet<string>> => {
  const erasures: Erasure[] = [];
  const waiting = new Map<string, Erasure[]>();
  await storedInLog(dir, prefix, isWithErasures, (piece) => {
    for (const { stored, place } of piece) {
      const { stream, type } = stored;
      const key = `${stream} ${type}`;
      erasures.push(...(waiting.get(key) ?? []));
      waiting.delete(key);
      if (!erases(stored)) continue;
      const erasure = { place, category: categoryOf(stream), subject: subjectOf(stream) };
      const restated = RESTATED[type];
      if (restated === undefined) erasures.push(erasure);
      else waiting.set(`${stream} ${restated}`, [...(waiting.get(`${stream} ${restated}`) ?? []), erasure]);
    }
  });
  const bySubject = Map.groupBy(erasures, ({ subject }) => subject);
  const doomed = new Set<string>();
  await storedInLog(
    dir,
    prefix,
    (stream) => bySubject.has(subjectOf(stream)),
    (piece) => {
      for (const { stored, place } of piece)
        if (bySubject.get(subjectOf(stored.stream))?.some((one) => place < one.place && reaches(one, stored.stream)))
          for (const keyId of keyIdsOf(stored.data)) doomed.add(keyId);
    },
  );
  return doomed;
};

const WITH_ERASURES = Object.entries(CATALOGUED).flatMap(([category, catalog]) =>
  Object.values(catalog).some((line) => line.erases) ? [category] : [],
);
const isWithErasures = (stream: string): boolean => WITH_ERASURES.includes(categoryOf(stream));
