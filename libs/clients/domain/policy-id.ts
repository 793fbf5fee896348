/**
 * How the policy of a client's own contract is called: `standard-support-for-acme`. Names of policies know small letters,
 * digits and hyphens; an id with anything else is written out in hex, so that no two clients share a policy.
 */
export const policyIdFor = (policyId: string, clientId: string): string =>
  `${policyId}-for-${PLAIN.test(clientId) ? clientId : `x-${inHex(clientId)}`}`;
const PLAIN = /^(?!x-)[a-z0-9-]+$/;
const inHex = (text: string): string =>
  [...text].map((one) => one.charCodeAt(0).toString(16).padStart(2, '0')).join('');
