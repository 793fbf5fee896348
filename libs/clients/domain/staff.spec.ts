import { replay } from '#kernel';
import { givenFor, recorded } from '#kernel/given';
import { policyIdFor } from './policy-id';
import { mustBeAtDesk, type StaffEvent, type StaffMember, staff } from './staff';

const given = givenFor(staff);
const anna: StaffMember = { staffId: 'anna', name: 'Anna Berg', roles: ['engineer', 'on-call'], tier: 3 };
const rosa: StaffMember = { staffId: 'rosa', name: 'Rosa Lind', roles: ['fault-reviewer'] };
const listed = (member: StaffMember): StaffEvent => ({ type: 'StaffMemberListed', ...member });
const stateOf = (...events: readonly StaffEvent[]) =>
  replay(
    staff,
    events.map((event) => recorded(event)),
  );

describe('The staff directory', () => {
  it('lists somebody once, and again only where something is another', () => {
    given()
      .when({ type: 'ListStaffMember', ...anna })
      .yields(listed(anna));
    given(listed(anna))
      .when({ type: 'ListStaffMember', ...anna, roles: ['on-call', 'engineer'] })
      .yieldsNothing();
    given(listed(anna))
      .when({ type: 'ListStaffMember', ...anna, tier: 2 })
      .yields(listed({ ...anna, tier: 2 }));
  });

  it('keeps nobody who left', () => {
    given(listed(anna))
      .when({ type: 'NoteDeparture', staffId: 'anna' })
      .yields({ type: 'StaffMemberLeft', staffId: 'anna' });
    given(listed(rosa)).when({ type: 'NoteDeparture', staffId: 'anna' }).yieldsNothing();
  });

  it('gives tickets to those of the desk alone, once there is anybody in it', () => {
    expect(() => mustBeAtDesk(stateOf(), 'whoever')).not.toThrow();
    const here = stateOf(listed(anna), listed(rosa));
    expect(() => mustBeAtDesk(here, 'anna')).not.toThrow();
    expect(() => mustBeAtDesk(here, 'rosa')).toThrow(expect.objectContaining({ code: 'assignee.role' }));
    expect(() => mustBeAtDesk(here, 'nobody')).toThrow(expect.objectContaining({ code: 'assignee.unknown' }));
    const left = stateOf(listed(anna), { type: 'StaffMemberLeft', staffId: 'anna' });
    expect(() => mustBeAtDesk(left, 'anna')).toThrow(expect.objectContaining({ code: 'assignee.unknown' }));
  });

  it('erases somebody, also who left, and writes down again who is left', () => {
    const erased: StaffEvent = { type: 'StaffDataErased', staffId: 'anna', ground: 'left' };
    const history = [listed(anna), listed(rosa), { type: 'StaffMemberLeft', staffId: 'anna' }] as const;
    given(...history)
      .when({ type: 'EraseStaffData', staffId: 'anna', ground: 'left' })
      .yieldsOnce(erased);
    given(...history, erased)
      .when({ type: 'EraseStaffData', staffId: 'rosa', ground: 'left' })
      .refuses('staff.erasure-under-way');
    const restated: StaffEvent = { type: 'StaffDataRestated', members: [rosa] };
    given(...history, erased)
      .when({ type: 'RestateStaffData' })
      .yields(restated);
    given(...history, erased, restated)
      .when({ type: 'EraseStaffData', staffId: 'anna', ground: 'left' })
      .yieldsNothing();
  });
});

describe("The policy of a client's contract", () => {
  it('is called after the client, and no two clients share one', () => {
    expect(policyIdFor('standard-support', 'acme')).toBe('standard-support-for-acme');
    const ids = ['acme', 'Acme', 'acme.', 'x-61', 'a', 'x-78'].map((one) => policyIdFor('standard-support', one));
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9][a-z0-9-]*$/);
  });
});
