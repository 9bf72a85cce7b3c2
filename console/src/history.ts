import { useEffect, useState } from 'preact/hooks';

/** Told when the page moves by itself; the browser tells only of its own buttons. */
const MOVED = 'login-doctor:moved';

let moves = 0;

/** Whether the person came here from another page of the console. */
export function hasMoved(): boolean {
  return moves > 0;
}

export function goTo(address: string): void {
  moves++;
  history.pushState(null, '', address);
  window.dispatchEvent(new Event(MOVED));
}

/** Keeps what was searched for in the address, without a new entry in the browser's history. */
export function keepInAddress(parameters: Readonly<Record<string, string>>): void {
  const given = Object.entries(parameters).filter(([, value]) => value !== '');
  const query = new URLSearchParams(given).toString();
  history.replaceState(null, '', `${location.pathname}${query === '' ? '' : `?${query}`}`);
}

export function inAddress(name: string): string {
  return new URLSearchParams(location.search).get(name) ?? '';
}

/** The path of the page, as it changes. */
export function usePath(): string {
  const [path, setPath] = useState(location.pathname);
  useEffect(() => {
    const follow = (): void => {
      setPath(location.pathname);
    };
    window.addEventListener(MOVED, follow);
    window.addEventListener('popstate', follow);
    return () => {
      window.removeEventListener(MOVED, follow);
      window.removeEventListener('popstate', follow);
    };
  }, []);
  return path;
}
