type Environment = Readonly<Record<string, string | undefined>>;

/** A company's certificates, which the connection to the server may need. */
const KEPT = 'NODE_EXTRA_CA_CERTS';

/**
 * The environment without what changes how Node works: NODE_TLS_REJECT_UNAUTHORIZED=0, set once for another program,
 * would let anybody take the server's place.
 */
export function cleanEnvironment(environment: Environment): Record<string, string> {
  const kept = Object.entries(environment).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && (entry[0] === KEPT || !/^NODE_/i.test(entry[0])),
  );
  return Object.fromEntries(kept);
}
