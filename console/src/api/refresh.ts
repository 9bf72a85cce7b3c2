import { useEffect } from 'preact/hooks';

const REFRESH_MS = 3000;

/** Reads anew every few seconds what no stream tells of, while the page is on show. */
export function useRefresh(reload: () => void): void {
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) reload();
    }, REFRESH_MS);
    return () => {
      clearInterval(timer);
    };
  }, [reload]);
}
