import type { ClientContact, ClientEvent, Service, Site } from '../domain/client-events';

/** A dental practice with one site, one trunk and two people to speak to. */
export const registered: ClientEvent = { type: 'ClientRegistered', name: 'Acme Dental' };
export const mainSite: Site = { siteId: 'main', name: 'Main street', address: '12 Elm Street' };
export const trunk: Service = { serviceId: 'trunk-1', product: 'sip-trunk', name: 'Front desk', siteId: 'main' };
export const bob: ClientContact = { contactId: 'bob', name: 'Bob Marsh', role: 'contact', email: 'bob@acme.example' };
export const nora: ClientContact = { contactId: 'nora', name: 'Nora Finch', role: 'noc', phone: '+1 312 555 0117' };
export const siteAdded: ClientEvent = { type: 'SiteAdded', ...mainSite };
export const serviceAdded: ClientEvent = { type: 'ServiceAdded', ...trunk };
export const bobAdded: ClientEvent = { type: 'ContactAdded', ...bob };
export const noraAdded: ClientEvent = { type: 'ContactAdded', ...nora };
