import type { TargetedKeyboardEvent } from 'preact';

/** Ctrl or Cmd with Enter sends the form; Enter alone is a new line, for pasted texts have many. */
export function sendOnEnter(event: TargetedKeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}
