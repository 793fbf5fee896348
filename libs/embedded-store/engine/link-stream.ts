import { MatchCache } from '../semantics/filter';
import { type Linking, type LinkStreamName, linking, mayLink, subjectOf } from '../semantics/link-streams';
import { isMetastream, parseMetadata } from '../semantics/metadata';
import { U32Column } from '../storage/columns';
import type { EventIndex } from '../storage/event-index';
import { parseRecord } from '../storage/record';
import type { Records } from './records';

/** How many events one turn of the event loop looks at. */
const LOOKS = 16_384;

/**
 * One stream of links, made from the index when somebody reads it: the ordinals of the events that it links, in the order
 * of the log. Nothing of it is stored, so that it costs an append nothing and can never differ from the log; a link's
 * revision is its place in this list, which only ever grows at its end.
 */
export class LinkStream {
  readonly name: string;
  readonly kind: LinkStreamName;
  /** How many links there are as far as was looked. */
  count = 0;
  readonly #index: EventIndex;
  readonly #records: Records;
  readonly #limit: () => number;
  readonly #ordinals = new U32Column();
  readonly #streams: MatchCache;
  readonly #metastreams: MatchCache;
  readonly #types: Readonly<Record<'meta' | 'plain', Linking[]>> = { meta: [], plain: [] };
  #looked = 0;
  #looking: Promise<void> | undefined;

  /** `limit`: events from this ordinal on are not looked at yet. */
  constructor(name: string, kind: LinkStreamName, index: EventIndex, records: Records, limit: () => number) {
    this.name = name;
    this.kind = kind;
    this.#index = index;
    this.#records = records;
    this.#limit = limit;
    const nameOf = (number: number) => index.streams.name(number);
    this.#streams = new MatchCache((stream) => mayLink(kind, subjectOf(stream)), nameOf);
    this.#metastreams = new MatchCache(isMetastream, nameOf);
  }

  /** Whether every event that is to be looked at has been. */
  get isCurrent(): boolean {
    return this.#looked >= this.#end;
  }

  ordinalOf(revision: number): number {
    return this.#ordinals.get(revision);
  }

  /** Looks at everything that is durable when it is called. */
  async catchUp(): Promise<void> {
    for (const end = this.#end; this.#looked < end; ) {
      this.#looking ??= this.#look().finally(() => {
        this.#looking = undefined;
      });
      await this.#looking;
    }
  }

  get #end(): number {
    return Math.min(this.#index.count, this.#limit());
  }

  async #look(): Promise<void> {
    const end = Math.min(this.#end, this.#looked + LOOKS);
    const linked: number[] = [];
    const unsure = new Map<number, Linking>();
    for (let ordinal = this.#looked; ordinal < end; ordinal++) {
      const answer = this.#linking(ordinal);
      if (answer === 'no') continue;
      linked.push(ordinal);
      if (answer !== 'yes') unsure.set(ordinal, answer);
    }
    const wrong = await this.#notLinked(unsure);
    for (const ordinal of linked) if (!wrong.has(ordinal)) this.#ordinals.set(this.count++, ordinal);
    this.#looked = end;
    if (!this.isCurrent) await new Promise((resolve) => setImmediate(resolve));
  }

  // Asked once for each stream and each type (there are few), and not for each event (there are many).
  #linking(ordinal: number): Linking {
    const stream = this.#index.stream.get(ordinal);
    if (!this.#streams.of(stream)) return 'no';
    const type = this.#index.type.get(ordinal);
    const isMeta = this.#metastreams.of(stream);
    const answers = this.#types[isMeta ? 'meta' : 'plain'];
    const known = answers[type];
    if (known !== undefined) return known;
    const answer = linking(this.kind, isMeta, this.#index.types.name(type));
    answers[type] = answer;
    return answer;
  }

  /** The index does not say what a stream's metadata says. */
  async #notLinked(unsure: ReadonlyMap<number, Linking>): Promise<ReadonlySet<number>> {
    const wrong = new Set<number>();
    for (const portion of this.#records.portions([...unsure.keys()]))
      for (const [i, record] of (await this.#records.fetch(portion, false)).entries()) {
        const { isJson, data } = parseRecord(record);
        const ordinal = portion[i] as number;
        const deletes = parseMetadata(isJson, data).softDeleted;
        if (deletes !== (unsure.get(ordinal) === 'where it deletes')) wrong.add(ordinal);
      }
    return wrong;
  }
}
