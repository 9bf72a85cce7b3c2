import type { Request, Response } from 'express';

/** The value of a cookie; null where the request brings none. */
export function cookieOf(request: Request, name: string): string | null {
  for (const pair of request.get('cookie')?.split(/;\s*/) ?? [])
    if (pair.startsWith(`${name}=`)) return pair.slice(name.length + 1);
  return null;
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
