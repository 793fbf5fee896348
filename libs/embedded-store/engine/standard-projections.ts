/** The projections of a server whose streams this node makes from its index. */
export const STANDARD_PROJECTIONS = { category: '$by_category', type: '$by_event_type' } as const;
export type ProjectionName = (typeof STANDARD_PROJECTIONS)[keyof typeof STANDARD_PROJECTIONS];
export const PROJECTION_NAMES = Object.values(STANDARD_PROJECTIONS);

type Stopped = { readonly as: 'Stopped' | 'Aborted'; readonly at: number };

/**
 * Which of the standard projections run. All do when a store is opened, as on a server that is told to start them; one
 * that is stopped links nothing that is written later until it is enabled, and then links that too.
 */
export class StandardProjections {
  readonly #stopped = new Map<ProjectionName, Stopped>();

  enable(name: ProjectionName): void {
    this.#stopped.delete(name);
  }

  /** `at`: the ordinal of the first event that is not linked. A projection that stands still stays where it is. */
  stop(name: ProjectionName, as: Stopped['as'], at: number): void {
    this.#stopped.set(name, { as, at: this.#stopped.get(name)?.at ?? at });
  }

  statusOf(name: ProjectionName): 'Running' | Stopped['as'] {
    return this.#stopped.get(name)?.as ?? 'Running';
  }

  /** The ordinal of the first event that it does not link yet. */
  limitOf(name: ProjectionName): number {
    return this.#stopped.get(name)?.at ?? Number.POSITIVE_INFINITY;
  }
}
