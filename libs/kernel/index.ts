export type { Catalog, CatalogLine, Upcast } from './catalog';
export { combine } from './combine';
export * from './decider';
export * from './domain-error';
export { type Engine, type EngineHealth, EngineMonitor } from './engine-monitor';
export * from './event-store';
export * from './instant';
export { MemoryStore } from './memory-store';
export type { Driven, Process } from './process';
