import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useTexts } from '../language.tsx';

const SECOND_MS = 1000;

/** Milliseconds until `until`, by this machine's clock; counts down while it is on show, and ends at 0. */
export function useTimeLeft(until: string): number {
  const left = (): number => Math.max(0, Date.parse(until) - Date.now());
  const [shown, setShown] = useState(left);
  useEffect(() => {
    setShown(left());
    const timer = setInterval(() => {
      setShown(left());
    }, SECOND_MS);
    return () => {
      clearInterval(timer);
    };
  }, [until]);
  return shown;
}

/** How long there still is, as minutes and seconds on a clock. */
export function TimeLeft({ until }: { readonly until: string }): VNode {
  const texts = useTexts();
  const seconds = Math.ceil(useTimeLeft(until) / SECOND_MS);
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return (
    <span class="time-left" role="timer">
      {texts.timeLeft(clock)}
    </span>
  );
}
