import { Text } from '#http-kit/http';

/** Nothing but the key says who approves. */
export class ProposalApprovalDto {}
export class ProposalRefusalDto {
  @Text(1, 4000) reason!: string;
}
