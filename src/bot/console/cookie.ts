import type { Request, Response } from 'express';

/** The value of a cookie; null where the request brings none. */
export function cookieOf(request: Request, name: string): string | null {
  for (const pair of request.get('cookie')?.split(/;\s*/) ?? [])
    if (pair.startsWith(`${name}=`)) return pair.slice(name.length + 1);
  return null;
}

/** Cookies know no ports: the name tells the servers of one host apart, each at its own `address`. */
export function nameAt(address: string, name: string): string {
  return `${name}_${new URL(address).port || 'default'}`;
}

/** Sets a cookie that no script can read; it goes with requests of our own pages only. */
export function setCookie(
  response: Response,
  name: string,
  value: string,
  { secure, path = '/', maxAgeMs }: { secure: boolean; path?: string; maxAgeMs?: number },
): void {
  response.cookie(name, value, {
    httpOnly: true,
    // The way back from the sign-in page begins at another site.
    sameSite: path === '/' ? 'strict' : 'lax',
    secure,
    path,
    ...(maxAgeMs === undefined ? {} : { maxAge: maxAgeMs }),
  });
}
