import type { VNode } from 'preact';
import { LANG, useLanguage } from '../language.tsx';

function isToday(date: Date): boolean {
  return date.toDateString() === new Date().toDateString();
}

/** A point in time in the person's own time zone: today's by the clock, others with their day. */
export function Time({ at }: { readonly at: string }): VNode {
  const lang = LANG[useLanguage().language];
  const date = new Date(at);
  const clock = { hour: '2-digit', minute: '2-digit', hour12: false } as const;
  const day = { month: 'short', day: 'numeric' } as const;
  const short = new Intl.DateTimeFormat(lang, isToday(date) ? clock : { ...day, ...clock });
  const whole = new Intl.DateTimeFormat(lang, { dateStyle: 'full', timeStyle: 'long' });
  return (
    <time dateTime={at} title={whole.format(date)}>
      {short.format(date)}
    </time>
  );
}
