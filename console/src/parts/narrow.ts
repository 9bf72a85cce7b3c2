import { useEffect, useState } from 'preact/hooks';

/** As in the styles. */
const NARROW = window.matchMedia('(max-width: 700px)');

/** Whether the page is as narrow as on a phone, where one thing stands below the other. */
export function useIsNarrow(): boolean {
  const [isNarrow, setIsNarrow] = useState(NARROW.matches);
  useEffect(() => {
    const follow = (): void => {
      setIsNarrow(NARROW.matches);
    };
    NARROW.addEventListener('change', follow);
    return () => {
      NARROW.removeEventListener('change', follow);
    };
  }, []);
  return isNarrow;
}
