import type { Application } from './applications.js';

const usual = 'https://oneroster-proxy.classlink.io';
const placeholder = /\{(oneroster_application_id|application_id)\}/;

export interface ClassLinkAddresses {
  /** Before `/applications`. */
  list: string;
  /** Before `/ims/oneroster/v1p1`. */
  roster(application: Application): string;
}

/**
 * Where ClassLink answers.
 *
 * @param baseUrl '' for the usual place; else the address before `/applications` and before a roster's id; or the
 *   address of a roster with `{oneroster_application_id}` or `{application_id}` in it, as ClassLink writes its other
 *   form (`https://host/proxy/v1p0/{application_id}`): then the list is at the root of the host
 */
export function classLinkAddresses(baseUrl: string): ClassLinkAddresses {
  const base = (baseUrl || usual).replace(/\/+$/, '');
  if (!placeholder.test(base)) return { list: base, roster: ({ id }) => `${base}/${id}` };
  return {
    list: new URL(base).origin,
    roster: ({ id, applicationId }) =>
      base.replace(placeholder, (_, name) => (name === 'application_id' ? encodeURIComponent(applicationId) : id)),
  };
}
