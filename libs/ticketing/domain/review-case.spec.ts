import { by } from '#kernel/given';
import { given } from '../reference/given-ticket';
import type { ReviewCaseCommand } from './review-case';
import {
  clientsFault,
  determinedByRosa,
  disputed,
  eveWorked,
  IN_STATE,
  NOON,
  opened,
  recordedAs,
  started,
  supersededByOtto,
  triagedP1,
} from './stories';

const outage = [opened, triagedP1, started, eveWorked];
const claim: ReviewCaseCommand = { type: 'ClaimReview', cycle: 1 };
const determine = { type: 'DetermineFault', determinationId: 'd1', faultClass: 'client' } as const;
const finding = { ...determine, reason: clientsFault.reason };
const claimed = { type: 'FaultReviewClaimed', cycle: 1 } as const;
const claimedBy = (id: string, at: string) => ({
  event: claimed,
  stamp: { ...recordedAs(claimed, at).stamp, actor: { id, role: 'fault-reviewer' } },
});

describe('A fault review', () => {
  it('is taken up by a reviewer, once', () =>
    given(...outage)
      .when(claim, by('rosa', NOON))
      .yields(claimed));
  it('is not taken up by anyone who worked on it', () =>
    given(...outage)
      .when(claim, by('eve', NOON))
      .refuses('fault.worked-on-it'));
  it('is not taken up by two', () =>
    given(...outage, claimedBy('rosa', NOON))
      .when(claim, by('otto', '2026-03-14T13:00:00.000Z'))
      .refuses('fault.claimed'));
  it('is determined by nobody else while somebody has it', () => {
    const history = [...outage, claimedBy('rosa', NOON)];
    given(...history)
      .when(finding, by('otto', '2026-03-14T19:59:59.999Z'))
      .refuses('fault.claimed');
    given(...history)
      .when(finding, by('rosa', '2026-03-14T13:00:00.000Z'))
      .yieldsOnce(determinedByRosa);
  });
  it('is free again after 8 hours, when it was let go, and when it is determined', () => {
    given(...outage, claimedBy('rosa', NOON))
      .when(claim, by('otto', '2026-03-14T20:00:00.000Z'))
      .yields(claimed);
    given(...outage, claimedBy('rosa', NOON), { type: 'FaultReviewReleased', cycle: 1 })
      .when(claim, by('otto', NOON))
      .yields(claimed);
    given(...outage, claimedBy('rosa', NOON), determinedByRosa, disputed)
      .when(claim, by('otto', NOON))
      .yields(claimed);
  });
  it('is let go by whoever has it, or by a supervisor', () => {
    const release: ReviewCaseCommand = { type: 'ReleaseReview', cycle: 1 };
    const history = [...outage, claimedBy('rosa', NOON)];
    given(...history)
      .when(release, by('rosa', NOON))
      .yields({ type: 'FaultReviewReleased', cycle: 1 });
    given(...history)
      .when(release, by('otto', NOON))
      .refuses('fault.claimed');
    given(...history)
      .when(release, by('sue', NOON, 'supervisor'))
      .yields({ type: 'FaultReviewReleased', cycle: 1 });
    given(...outage)
      .when(release, by('rosa', NOON))
      .yieldsNothing();
  });
  it('is not taken up once it is determined, unless the client disputes it', () => {
    given(...outage, determinedByRosa)
      .when(claim, by('otto', NOON))
      .refuses('fault.determined');
    given(...outage, determinedByRosa, disputed)
      .when(claim, by('otto', NOON))
      .yields(claimed);
  });
  it('is of a cycle that the ticket has', () =>
    given(...outage)
      .when({ ...claim, cycle: 2 }, by('rosa'))
      .refuses('cycle.unknown'));
});

describe('Evidence', () => {
  const sha256 = 'a'.repeat(64);
  const add: ReviewCaseCommand = { type: 'AddEvidence', cycle: 1, evidenceId: 'e1', text: 'Mains loss from 01:55' };
  it('is added before anybody has judged, also by those who worked on it', () =>
    given(...outage)
      .when(add, by('eve'))
      .yieldsOnce({ ...add, type: 'EvidenceAdded', attachments: [] }));
  it('names files that are attached to the ticket, and no others', () => {
    const shown = { ...add, attachments: [sha256] };
    given(...outage, { type: 'AttachmentAdded', name: 'meter.png', sha256 })
      .when(shown, by('eve'))
      .yieldsOnce({ ...shown, type: 'EvidenceAdded' });
    given(...outage, { type: 'AttachmentAdded', name: 'meter.png' })
      .when(shown, by('eve'))
      .refuses('evidence.no-such-file');
  });
  it('is not added once what people wrote is erased', () =>
    given(...IN_STATE.closed, { type: 'PersonalDataErased', ground: 'requested', ledgerTexts: 0 } as never)
      .when(add, by('rosa'))
      .refuses('ticket.erased'));
});

describe('A proposal of the cause', () => {
  const propose = {
    type: 'ProposeFault',
    cycle: 1,
    proposalId: 'f1',
    faultClass: 'client',
    reason: 'PSU dead',
  } as const;
  it('comes from whoever was there, and binds nobody', () =>
    given(...outage)
      .when(propose, by('eve'))
      .yieldsOnce({ ...propose, type: 'FaultProposed' }));
  it('says a share with a shared fault alone', () => {
    given(...outage)
      .when({ ...propose, faultClass: 'shared' }, by('eve'))
      .refuses('fault.share-needed');
    given(...outage)
      .when({ ...propose, sharePercent: 30 }, by('eve'))
      .refuses('fault.share-not-shared');
  });
});

describe('A contradiction by a later ticket', () => {
  const other = { ticketId: 'T9', determinationId: 'd9' };
  const dismiss: ReviewCaseCommand = { type: 'DismissRepeat', cycle: 1, ...other, reason: 'Another shelf' };
  const dismissed = { type: 'RepeatTroubleDismissed', cycle: 1, determinationId: 'd1', other, reason: 'Another shelf' };
  it('is dismissed with a reason, once, by a reviewer who did not work on it', () => {
    given(...outage, determinedByRosa)
      .when(dismiss, by('otto'))
      .yields(dismissed as never);
    given(...outage, determinedByRosa)
      .when(dismiss, by('eve'))
      .refuses('fault.worked-on-it');
  });
  it('needs a determination that it contradicts', () =>
    given(...outage)
      .when(dismiss, by('otto'))
      .refuses('fault.not-determined'));
  it('says which one it was that stood', () =>
    given(...outage, determinedByRosa, supersededByOtto)
      .when(dismiss, by('rosa'))
      .yields({ ...dismissed, determinationId: 'd2' } as never));
  it('is another one where another ticket, or another finding of it, contradicts', () => {
    const looked = given(...outage, determinedByRosa, dismissed as never);
    looked.when(dismiss, by('otto')).yieldsNothing();
    for (const change of [{ ticketId: 'T8' }, { determinationId: 'd8' }])
      looked
        .when({ ...dismiss, ...change }, by('otto'))
        .yieldsOnce({ ...dismissed, other: { ...other, ...change } } as never);
  });
});

describe('What is said of a cause', () => {
  it.each<ReviewCaseCommand>([
    { type: 'AddEvidence', cycle: 2, evidenceId: 'e1', text: 'Mains loss' },
    { type: 'ProposeFault', cycle: 2, proposalId: 'f1', faultClass: 'client', reason: 'PSU dead' },
    { type: 'DismissRepeat', cycle: 2, ticketId: 'T9', determinationId: 'd9', reason: 'Another shelf' },
  ])('is of a cycle that the ticket has: $type', (command) =>
    given(...outage, determinedByRosa)
      .when(command, by('otto'))
      .refuses('cycle.unknown'),
  );
});
