/** How long a test waits for what must come, at the most; far beyond what a busy machine takes. Milliseconds. */
export const PATIENCE_MS = 20_000;
