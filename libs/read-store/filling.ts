import type { AnyProjection } from './projection';

/**
 * One table of one version of a projection. Generation 0 is the first; a rebuild fills the next one beside the one that
 * answers, and takes its place.
 */
export type Filling = {
  readonly projection: AnyProjection;
  readonly generation: number;
  /** What it is called in checkpoints, and where something is parked. */
  readonly reader: string;
  readonly table: `view_${string}`;
};

/** What a version of a projection is called where people see it. */
export const readerOf = ({ name, version }: AnyProjection): string => `${name}@${version}`;

type Version = Pick<AnyProjection, 'name' | 'version'>;
export const tableOf = ({ name, version }: Version, generation: number): Filling['table'] =>
  `view_${name.replaceAll('-', '_')}_v${version}${generation === 0 ? '' : `_g${generation}`}`;

export const ofGeneration = (reader: string, generation: number): string =>
  generation === 0 ? reader : `${reader}+${generation}`;

export const fillingOf = (projection: AnyProjection, generation: number): Filling => ({
  projection,
  generation,
  reader: ofGeneration(readerOf(projection), generation),
  table: tableOf(projection, generation),
});

/** All generations of a version answer to one name. */
export const nameOfReader = (reader: string): string => reader.replace(/\+\d+$/, '');
