import type { EndpointsFile } from '../knowledge/schema.ts';

/** The sign-in hosts of the tenant, as far as the text or the person named them. */
export interface TenantHosts {
  /** A template of the endpoint table, such as `{tenant}.sso.example.com`, to the host that stands for it. */
  readonly byTemplate: ReadonlyMap<string, string>;
  /** Sign-in hosts that stand in no row of the table: the tenant's own, or one that many tenants share. */
  readonly others: readonly string[];
}

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const HOST = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24}$/;

/** What a manual writes where a name should stand. */
const PLACEHOLDER = /^x{2,}$/;

function fill(template: string, tenant: string): string {
  return template.replace('{tenant}', tenant);
}

/** What stands for `{tenant}` in `host`, if the host is of that template. */
function tenantIn(host: string, template: string): string | null {
  const [before = '', after = ''] = template.split('{tenant}');
  if (!host.startsWith(before) || !host.endsWith(after)) return null;
  const tenant = host.slice(before.length, host.length - after.length);
  return LABEL.test(tenant) && !PLACEHOLDER.test(tenant) ? tenant : null;
}

/**
 * What a person may answer when asked for the SSO domain: a web address, a host, or the bare name that stands before
 * the first dot. Returns the host or the name in lower case, or null where it is neither.
 */
export function readTenant(answer: string): string | null {
  const written = answer
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/[/?#:].*$/s, '')
    .replace(/\.$/, '');
  return HOST.test(written) || LABEL.test(written) ? written : null;
}

/**
 * The tenant's sign-in hosts, from the hosts of the text and from the person's own answer. A host fills the rows of
 * the endpoint table that it is written like; only where it is plainly `name` in a row's place is the name carried
 * over to the other rows. Nothing is guessed beyond that.
 */
export function tenantHosts(
  hosts: readonly string[],
  answer: string | null,
  { tenant, endpoints }: EndpointsFile,
): TenantHosts {
  const byTemplate = new Map<string, string>();
  if (!tenant) return { byTemplate, others: [] };
  const rows = endpoints.map(({ host }) => host).filter((host) => host.includes('{tenant}'));
  const isBareName = answer !== null && LABEL.test(answer);
  const candidates = answer !== null && !isBareName ? [answer, ...hosts] : hosts;

  let name = isBareName ? answer : null;
  const others = new Set<string>();
  for (const host of candidates) {
    const special = tenant.hosts.find((template) => tenantIn(host, template) !== null);
    for (const row of rows)
      if (tenantIn(host, row) !== null && !byTemplate.has(row)) byTemplate.set(row, host);
    if (special !== undefined && rows.includes(special)) name ??= tenantIn(host, special);
    if (tenant.shared.includes(host) || (host === answer && special === undefined))
      others.add(host);
  }
  if (name !== null)
    for (const row of rows) if (!byTemplate.has(row)) byTemplate.set(row, fill(row, name));
  return { byTemplate, others: [...others] };
}

/** Whether `host` is written like a sign-in host of the product. */
export function isSignInHost(host: string, { tenant }: EndpointsFile): boolean {
  return (
    tenant !== undefined &&
    (tenant.shared.includes(host) || tenant.hosts.some((each) => tenantIn(host, each) !== null))
  );
}

/** Whether the endpoint table needs a sign-in host that nobody has named. */
export function lacksTenant({ byTemplate, others }: TenantHosts, file: EndpointsFile): boolean {
  return (
    byTemplate.size === 0 &&
    others.length === 0 &&
    file.endpoints.some(({ host }) => host.includes('{tenant}'))
  );
}
