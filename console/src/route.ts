/** The pages, and what of their address they need. */
export type Route =
  | { readonly page: 'home' | 'cases' | 'devices' | 'knowledge' | 'nowhere' }
  | { readonly page: 'case' | 'job'; readonly id: string }
  | { readonly page: 'error'; readonly pack: string; readonly code: number };

export function casePath(id: string): string {
  return `/cases/${encodeURIComponent(id)}`;
}

export function jobPath(id: string): string {
  return `/jobs/${encodeURIComponent(id)}`;
}

export function errorPath({
  pack,
  code,
}: {
  readonly pack: string;
  readonly code: number;
}): string {
  return `/knowledge/${pack}/${code}`;
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

export function routeOf(path: string): Route {
  const [place = '', ...rest] = path.split('/').filter(Boolean).map(decoded);
  if (rest.length === 0) {
    if (place === '') return { page: 'home' };
    return place === 'cases' || place === 'devices' || place === 'knowledge'
      ? { page: place }
      : { page: 'nowhere' };
  }
  const [first, second] = rest;
  if (place === 'cases' && first && rest.length === 1) return { page: 'case', id: first };
  if (place === 'jobs' && first && rest.length === 1) return { page: 'job', id: first };
  if (place === 'knowledge' && first && second && rest.length === 2 && /^-?\d{1,9}$/.test(second))
    return { page: 'error', pack: first, code: Number(second) };
  return { page: 'nowhere' };
}
