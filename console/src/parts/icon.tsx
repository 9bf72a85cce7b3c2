import type { VNode } from 'preact';

/** Drawn on a grid of 16 with a line of 1.5. */
const PATHS = {
  done: 'M3.5 8.5l3 3 6-7',
  current: 'M5 3.5l5 4.5-5 4.5',
  open: 'M8 3.25a4.75 4.75 0 1 0 0 9.5a4.75 4.75 0 1 0 0-9.5',
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  info: 'M8 1.75a6.25 6.25 0 1 0 0 12.5a6.25 6.25 0 1 0 0-12.5M8 7.25v4M8 4.75v.01',
  alert: 'M8 2l6.5 11.5h-13zM8 6.5v3.25M8 11.75v.01',
  person:
    'M8 2.5a2.75 2.75 0 1 0 0 5.5a2.75 2.75 0 1 0 0-5.5M2.75 14c.5-3 2.5-4.25 5.25-4.25s4.75 1.25 5.25 4.25',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9M10.5 10.5l3.5 3.5',
  upload: 'M8 11V2.5M4.5 6L8 2.5 11.5 6M2.5 11v2.5h11V11',
  download: 'M8 2.5V11M4.5 7.5L8 11l3.5-3.5M2.5 11v2.5h11V11',
  cross: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  clock: 'M8 1.75a6.25 6.25 0 1 0 0 12.5a6.25 6.25 0 1 0 0-12.5M8 4.5V8l2.5 1.75',
  question: 'M5.75 6a2.25 2.25 0 1 1 3.5 1.9c-.8.5-1.25.9-1.25 1.85M8 12.25v.01',
  dash: 'M4 8h8',
  wait: 'M3.5 8v.01M8 8v.01M12.5 8v.01',
  pulse: 'M1.5 8.5h3l1.5-4 2.5 8 1.75-4h4.25',
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside words that say the same; never alone. */
export function Icon({ name }: { readonly name: IconName }): VNode {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
