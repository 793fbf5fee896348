// What the product is made of, for every program that opens its stores: its events and its views.
export { CATALOGS } from './event-catalogs';
export { PROJECTIONS } from './projections';
export { viewsOf } from './views-of';
