/** What is said to the person, for every channel alike; each channel has one renderer. */
export interface Reply {
  readonly title?: string;
  readonly facts?: readonly Fact[];
  readonly sections: readonly Section[];
  readonly actions: readonly Action[];
  /** The one-time code that the sections speak of, for a channel that can show it large. */
  readonly pairing?: { readonly code: string; readonly expiresAt: string };
}

export interface Fact {
  readonly label: string;
  readonly value: string;
}

export type Section =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'steps'; readonly heading: string; readonly items: readonly Item[] }
  | { readonly kind: 'list'; readonly heading: string; readonly items: readonly Item[] }
  /** Lines of the person's own text, redacted; hostile, and to be shown as they are. */
  | { readonly kind: 'quote'; readonly heading: string; readonly lines: readonly string[] }
  /** Each row as long as `columns`; where columns have no names, there are none above them. */
  | {
      readonly kind: 'table';
      readonly heading: string;
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  /** Command lines to copy. */
  | { readonly kind: 'commands'; readonly heading: string; readonly lines: readonly string[] };

export interface Item {
  readonly text: string;
  /** Who or what belongs to it, in a few words. */
  readonly aside?: string;
}

/** Something the person can press; `id` is what comes back. */
export interface Action {
  readonly id: string;
  readonly label: string;
  /** The way on that is suggested; one of several answers of equal weight; a way aside from the question. */
  readonly weight: 'suggested' | 'equal' | 'aside';
}

export function text(value: string): Section {
  return { kind: 'text', text: value };
}

export function note(value: string): Section {
  return { kind: 'note', text: value };
}
