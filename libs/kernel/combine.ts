import type { Decider, Message, Named, Stamp } from './decider';

// biome-ignore lint/suspicious/noExplicitAny: a table of deciders of any shape; their types are read back below.
type AnyDecider = Decider<any, any, any, any, any>;
type Parts = Readonly<Record<string, AnyDecider>>;
// Each distributes over a union of deciders: the keys of a union would be those that all of them share.
type CommandOf<D> = D extends AnyDecider ? Parameters<D['decide'][keyof D['decide']]>[0] : never;
type ContextOf<D> = D extends AnyDecider ? Parameters<D['decide'][keyof D['decide']]>[2] : never;
type EventOf<D> = D extends AnyDecider ? ReturnType<D['decide'][keyof D['decide']]>[number] : never;
type SeenOf<D> = D extends AnyDecider ? Parameters<D['evolve'][keyof D['evolve']]>[1] : never;
type UnionToIntersection<U> = (U extends unknown ? (u: U) => void : never) extends (i: infer I) => void ? I : never;
type StateOf<P extends Parts> = { readonly [K in keyof P]: P[K]['initial'] };

/**
 * One decider out of parts. Each command has one owner; every part hears the events that it listens to, whoever
 * brought them about; no part reads another's state. Throws at start where two parts claim one command.
 */
export const combine = <P extends Parts>(
  parts: P,
): Decider<
  Extract<CommandOf<P[keyof P]>, Message>,
  StateOf<P>,
  Extract<EventOf<P[keyof P]>, Message>,
  Extract<SeenOf<P[keyof P]>, Message>,
  UnionToIntersection<ContextOf<P[keyof P]>>
> => {
  const names = Object.keys(parts);
  const initial = Object.fromEntries(names.map((name) => [name, (parts[name] as AnyDecider).initial]));
  const evolve: Record<string, (state: object, event: Message, stamp: Stamp) => object> = {};
  const decide: Record<string, (command: Message, state: Record<string, unknown>, context: unknown) => unknown> = {};
  for (const type of new Set(names.flatMap((name) => Object.keys((parts[name] as AnyDecider).evolve)))) {
    const listeners = names
      .filter((name) => Object.hasOwn((parts[name] as AnyDecider).evolve, type))
      .map((name) => [name, (parts[name] as AnyDecider).evolve[type]] as const);
    evolve[type] = (state, event, stamp) => {
      const next: Record<string, unknown> = { ...state };
      for (const [name, listen] of listeners)
        next[name] = (listen as (s: unknown, e: Named<Message, string>, m: Stamp) => unknown)(next[name], event, stamp);
      return next;
    };
  }
  for (const name of names)
    for (const [type, rule] of Object.entries((parts[name] as AnyDecider).decide)) {
      if (Object.hasOwn(decide, type)) throw new TypeError(`${type} is decided by two parts; ${name} is the second.`);
      decide[type] = (command, state, context) =>
        (rule as (c: Message, s: unknown, x: unknown) => unknown)(command, state[name], context);
    }
  return { initial, evolve, decide } as never;
};
