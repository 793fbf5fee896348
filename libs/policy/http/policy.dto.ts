import { Document } from '#http-kit/http';

export class PublishVersionDto {
  /** The policy as it is written down; its `version` is the one that follows the newest. */
  @Document() document!: Record<string, unknown>;
}
