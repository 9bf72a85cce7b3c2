/** As much of a case's id as people tell each other; the search finds it. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}
