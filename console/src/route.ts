/** The pages, and what of their address they need. */
export type Route =
  | { readonly page: 'home' | 'cases' | 'knowledge' | 'nowhere' }
  | { readonly page: 'case'; readonly id: string }
  | { readonly page: 'error'; readonly code: number };

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

export function routeOf(path: string): Route {
  const [place = '', last, ...rest] = path.split('/').filter(Boolean).map(decoded);
  if (rest.length > 0) return { page: 'nowhere' };
  if (last === undefined) {
    if (place === '') return { page: 'home' };
    return place === 'cases' || place === 'knowledge' ? { page: place } : { page: 'nowhere' };
  }
  if (place === 'cases' && last !== null) return { page: 'case', id: last };
  if (place === 'knowledge' && last !== null && /^-?\d{1,9}$/.test(last))
    return { page: 'error', code: Number(last) };
  return { page: 'nowhere' };
}
