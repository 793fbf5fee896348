// resources-catalog: where the documentation of each product is.

import { type Catalog, type Decider, DomainError } from '#kernel';
import type { TrainingProblem } from './training';

/** `product`: as services name it. */
export type Resource = {
  readonly resourceId: string;
  readonly product: string;
  readonly title: string;
  readonly url: string;
};

// Events. These names and fields are the storage format.
/** Also where something about it is another by now. */
export type ResourceListed = { type: 'ResourceListed' } & Resource;
export type ResourceRemoved = { type: 'ResourceRemoved'; resourceId: string };
export type ResourceEvent = ResourceListed | ResourceRemoved;
export const RESOURCE_EVENTS = {
  ResourceListed: { schemaVersion: 1 },
  ResourceRemoved: { schemaVersion: 1 },
} as const satisfies Catalog<ResourceEvent>;
export type Resources = ReadonlyMap<string, Resource>;
export type ResourceCommand = ({ type: 'ListResource' } & Resource) | { type: 'RemoveResource'; resourceId: string };

export const resources: Decider<ResourceCommand, Resources, ResourceEvent> = {
  initial: new Map(),
  evolve: {
    ResourceListed: (state, { type: _, ...resource }) => new Map([...state, [resource.resourceId, resource]]),
    ResourceRemoved: (state, { resourceId }) => new Map([...state].filter(([id]) => id !== resourceId)),
  },
  decide: {
    ListResource: ({ type: _, ...resource }, state) => {
      const { product, title, url } = state.get(resource.resourceId) ?? {};
      const isSame = product === resource.product && title === resource.title && url === resource.url;
      return isSame ? [] : [{ type: 'ResourceListed', ...resource }];
    },
    RemoveResource: ({ resourceId }, state) => {
      if (state.has(resourceId)) return [{ type: 'ResourceRemoved', resourceId }];
      throw new DomainError<TrainingProblem>('resource.unknown', `There is no link ${resourceId}.`, {
        acts: ['ListResources'],
      });
    },
  },
};
