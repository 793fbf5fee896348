import type { Context, Decider, Fold, Message, MessageOf, Stamp } from './decider';

/**
 * One file of a large stream. It evolves its own state `S`, on whatever events of the stream it listens to, and decides
 * its commands on the `Whole`, its own state among the others: nobody keeps a copy of what another part knows.
 */
export type Part<C extends Message, Whole, S, E extends Message, Seen extends Message = E, X = Context> = Fold<
  S,
  Seen
> & {
  readonly decide: { readonly [T in C['type']]: (command: MessageOf<C, T>, whole: Whole, context: X) => readonly E[] };
};

// biome-ignore lint/suspicious/noExplicitAny: a table of parts of any shape; their types are read back below.
type AnyPart = Part<any, any, any, any, any, any>;
type Parts = Readonly<Record<string, AnyPart>>;
// Each distributes over a union of parts: the keys of a union would be those that all of them share.
type CommandOf<P> = P extends AnyPart ? Parameters<P['decide'][keyof P['decide']]>[0] : never;
type WholeOf<P> = P extends AnyPart ? Parameters<P['decide'][keyof P['decide']]>[1] : never;
type ContextOf<P> = P extends AnyPart ? Parameters<P['decide'][keyof P['decide']]>[2] : never;
type EventOf<P> = P extends AnyPart ? ReturnType<P['decide'][keyof P['decide']]>[number] : never;
type SeenOf<P> = P extends AnyPart ? Parameters<P['evolve'][keyof P['evolve']]>[1] : never;
type UnionToIntersection<U> = (U extends unknown ? (u: U) => void : never) extends (i: infer I) => void ? I : never;
type StateOf<P extends Parts> = { readonly [K in keyof P]: P[K]['initial'] };
/** What the parts read of the whole must be there: a part that is left out, or of another shape, does not compile. */
type Complete<P extends Parts> =
  StateOf<P> extends UnionToIntersection<WholeOf<P[keyof P]>> ? unknown : { readonly missing: WholeOf<P[keyof P]> };

/**
 * One decider out of parts. Each command has one owner, which is asked with the whole state; every part hears the events
 * that it listens to, whoever brought them about. Throws at start where two parts claim one command.
 */
export const combine = <P extends Parts>(
  parts: P & Complete<P>,
): Decider<
  Extract<CommandOf<P[keyof P]>, Message>,
  StateOf<P>,
  Extract<EventOf<P[keyof P]>, Message>,
  Extract<SeenOf<P[keyof P]>, Message>,
  UnionToIntersection<ContextOf<P[keyof P]>>
> => {
  const all = Object.entries<AnyPart>(parts);
  const initial = Object.fromEntries(all.map(([name, part]) => [name, part.initial]));
  const evolve: Record<string, (state: object, event: Message, stamp: Stamp) => object> = {};
  const decide: Record<string, unknown> = {};
  for (const type of new Set(all.flatMap(([, part]) => Object.keys(part.evolve)))) {
    const listeners = all
      .filter(([, part]) => Object.hasOwn(part.evolve, type))
      .map(([name, part]) => [name, part.evolve[type]] as const);
    evolve[type] = (state, event, stamp) => {
      const next: Record<string, unknown> = { ...state };
      for (const [name, listen] of listeners)
        next[name] = (listen as (s: unknown, e: MessageOf<Message, string>, m: Stamp) => unknown)(
          next[name],
          event,
          stamp,
        );
      return next;
    };
  }
  for (const [name, part] of all)
    for (const [type, rule] of Object.entries(part.decide)) {
      if (Object.hasOwn(decide, type)) throw new TypeError(`${type} is decided by two parts; ${name} is the second.`);
      decide[type] = rule;
    }
  return { initial, evolve, decide } as never;
};
