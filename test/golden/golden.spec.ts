import { type Keys, openStored } from '#event-store';
import { CATALOGS } from './catalogs';
import { gather } from './gather';
import { missing, type Sample, samplesOf } from './samples';

// `GOLDEN=add` adds what the scenarios bring about and has no sample yet; everything else is written by hand.
if (process.env.GOLDEN === 'add') beforeAll(gather, 600_000);

const noKeys: Pick<Keys, 'find'> = { find: () => undefined };
const read = ({ stored }: Sample) => openStored(CATALOGS, noKeys, stored).event;

describe.each(Object.entries(CATALOGS))('The events of %s', (category, catalog) => {
  it('read as they always have, in every version that was ever stored', () => {
    for (const sample of samplesOf(category)) expect(read(sample)).toStrictEqual(sample.today);
  });
  it('have each a sample of every version', () => {
    expect(missing(catalog, samplesOf(category))).toStrictEqual([]);
  });
});

describe('The golden samples', () => {
  it('miss an event that a catalog has and nobody showed', () =>
    expect(missing({ StoreInitialised: { schemaVersion: 2 } }, samplesOf('faultline-meta'))).toStrictEqual([
      'StoreInitialised v2',
    ]));
  it('notice an event that this build reads differently', () => {
    const renamed = {
      ...CATALOGS,
      'faultline-meta': { StoreInitialised: { schemaVersion: 2, upcasts: [() => ({ epoch: 'other' })] } },
    };
    const [sample] = samplesOf('faultline-meta') as [Sample];
    expect(openStored(renamed, noKeys, sample.stored).event).not.toStrictEqual(sample.today);
  });
});
