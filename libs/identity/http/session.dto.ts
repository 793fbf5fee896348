import { OneOf, Optional, Text } from '#http-kit/http';
import { ROLES, type Role } from '../domain/principal';

/** One of the two. */
export class SignInDto {
  /** The API key to sign in with. */
  @Optional() @Text(1, 200, 'fl_c2VjcmV0LW9mLXRoaXJ0eS10d28tYnl0ZXM') key?: string;
  /** On a development server, whoever has signed in already: the role to change into. */
  @Optional() @OneOf(ROLES) role?: Role;
}
