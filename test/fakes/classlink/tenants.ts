import type { Tenant, Upstream } from './server.js';

/** The list of a key that opens five districts, `upstream` behind the fourth, whose tenant id is 2. */
export function tenantsAround(upstream: Upstream): Tenant[] {
  const nobody = { url: 'http://oneroster.example.invalid', clientId: 'nobody', clientSecret: 'nothing' };
  return [
    tenant(1, { bearer: null, upstream: nobody }),
    // Its application has the number of the other's district.
    tenant(2, { tenant_id: 77, application_id: 4, enabled: 'false', upstream: nobody }),
    tenant(3, { tenant_status: 'Inactive', upstream: nobody }),
    tenant(4, { tenant_id: 2, application_id: 57, oneroster_application_id: 'Q2xhc3NMaW5r%2Bc%3D', upstream }),
    tenant(5, { upstream: nobody }),
  ];
}

function tenant(n: number, of: Partial<Tenant> & Pick<Tenant, 'upstream'>): Tenant {
  return {
    id: 1170 + n,
    tenant_name: `District ${n}`,
    tenant_id: 1000 + n,
    application_id: 900 + n,
    bearer: `bearer-${n}`,
    name: 'DailySync',
    oneroster_application_id: `MoYPlyQWmG${n}%3D`,
    enabled: 'true',
    tenant_status: 'Active',
    ...of,
  };
}
