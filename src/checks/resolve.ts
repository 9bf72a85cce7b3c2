/** What a name leads to. */
export interface Resolution {
  readonly v4: readonly string[];
  readonly v6: readonly string[];
  /** How many addresses beyond those kept here came in. */
  readonly leftOut: number;
  readonly source: 'dns' | 'hosts-file' | 'literal';
  /** The name servers that were asked. */
  readonly servers: readonly string[];
  /** Why there is no address at all; null where there is one. */
  readonly failure: 'no-such-name' | 'no-address' | 'no-answer' | 'server-failure' | null;
  readonly ms: number;
}

/** Resolves a host name; a literal address is its own answer. Never rejects, and ends when `signal` aborts. */
export type Resolve = (host: string, signal: AbortSignal) => Promise<Resolution>;
