import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

interface Parts {
  readonly label: string;
  readonly placeholder: string;
  readonly initial: string;
  readonly onSearch: (words: string) => void;
}

/** Long enough that not every letter is a request. */
const PAUSE_MS = 250;
/** What the server takes. */
const LONGEST = 200;

/** Searches while the person types. */
export function SearchBox({ label, placeholder, initial, onSearch }: Parts): VNode {
  const [words, setWords] = useState(initial);
  useEffect(() => {
    if (words === initial) return;
    const timer = setTimeout(() => {
      onSearch(words.trim());
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [words]);
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(words.trim());
      }}
    >
      <Icon name="search" />
      <input
        type="search"
        name="q"
        aria-label={label}
        placeholder={placeholder}
        maxLength={LONGEST}
        value={words}
        onInput={({ currentTarget }) => {
          setWords(currentTarget.value);
        }}
      />
    </form>
  );
}
