import { OneOf } from '#http-kit/http';
import { ERASURE_GROUNDS, type ErasureGround } from '../domain/erasure';

export class ErasureDto {
  /** A code and no sentence: what is erased is not said again here. */
  @OneOf(ERASURE_GROUNDS) ground!: ErasureGround;
}
