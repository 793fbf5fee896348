import type { AnyProjection } from './projection';

/**
 * One table of one version of a projection. Generation 0 is the first; a rebuild fills the next one, the shadow table,
 * which then takes the place of the live one.
 */
export type TableGeneration = {
  readonly projection: AnyProjection;
  readonly number: number;
  /** What it is called in checkpoints, and where something is parked. */
  readonly reader: string;
  readonly table: `view_${string}`;
};

/** What a version of a projection is called where people see it. */
export const readerOf = ({ name, version }: AnyProjection): string => `${name}@${version}`;

type Version = Pick<AnyProjection, 'name' | 'version'>;
export const tableOf = ({ name, version }: Version, generation: number): TableGeneration['table'] =>
  `view_${name.replaceAll('-', '_')}_v${version}${generation === 0 ? '' : `_g${generation}`}`;

export const ofGeneration = (reader: string, generation: number): string =>
  generation === 0 ? reader : `${reader}+${generation}`;

export const generationOf = (projection: AnyProjection, generation: number): TableGeneration => ({
  projection,
  number: generation,
  reader: ofGeneration(readerOf(projection), generation),
  table: tableOf(projection, generation),
});

/** All generations of a version answer to one name. */
export const nameOfReader = (reader: string): string => reader.replace(/\+\d+$/, '');
