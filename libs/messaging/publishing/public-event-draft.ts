import type { Message, MessageOf, Stamp } from '#kernel';
import type { Policy } from '#policy';
import type { PublicData, PublicType } from '../contract/contract';
import type { PinnedVersion, TranslationState } from './background';

/** What others are told: a type, its data, and when it happened where that is not when the cause happened. */
export type PublicEventDraft = {
  readonly [T in PublicType]: { readonly type: T; readonly data: PublicData<T>; readonly time?: string };
}[PublicType];

export type TranslationContext = {
  /** Fields that every type has. */
  readonly about: { readonly ticketId: string; readonly client: string };
  readonly stamp: Stamp;
  /** The policy version to which a timeline, or the ledger, says that the ticket is pinned. */
  readonly policyOf: (pinned: PinnedVersion) => Policy;
  /** What is known with the cause. */
  readonly known: TranslationState;
  /** The id of the public event that an internal one causes. */
  readonly publicIdOf: (eventId: string) => string;
};

/** What others are told of the events of a category. What is not here is among `INTERNAL`: a spec holds both against the catalogs. */
export type Translations<E extends Message> = {
  readonly [T in E['type']]?: (
    event: MessageOf<E, T>,
    circumstances: TranslationContext,
  ) => PublicEventDraft | undefined;
};
