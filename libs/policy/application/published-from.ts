import type { PolicyDocument, PolicyVersion, ZoneTransitions } from '../domain/document';
import { PolicyInvalid } from '../domain/publication';
import { zoneTransitions } from './zone-transitions';

/** Every zone that a document reads a clock in. */
export const zonesOf = ({ timezone, calendars }: PolicyDocument): ReadonlyMap<string, string> => {
  const places = new Map([[timezone, 'timezone']]);
  for (const [name, terms] of Object.entries(calendars))
    if ('weekly' in terms && terms.timezone !== undefined && !places.has(terms.timezone))
      places.set(terms.timezone, `calendars.${name}.timezone`);
  return places;
};

/**
 * A document as version `version`, with the clock changes of its zones as this host knows them today. The version in
 * the document becomes the same. Throws `PolicyInvalid` on a zone that the host does not know.
 */
export const publishedFrom = (document: PolicyDocument, version: number): PolicyVersion => {
  const zones: Record<string, ZoneTransitions> = {};
  for (const [zone, place] of zonesOf(document)) {
    const transitions = zoneTransitions(zone);
    if (!transitions) throw new PolicyInvalid([unknownZone(place, zone)]);
    zones[zone] = transitions;
  }
  return { policyId: document.policyId, version, document: { ...document, version }, zones };
};

export const unknownZone = (place: string, zone: string): string =>
  `${place}: '${zone}' is no IANA zone that this host knows. Write one such as America/Chicago.`;
