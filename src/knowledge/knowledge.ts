import type { Cause, KnownError, Lookalike, Pack, PackFile, Runbook } from './schema.ts';

type Callback = PackFile['callbacks'][number];

/** A pack with its indexes: everything the diagnosis looks up by an exact key. */
export interface Knowledge {
  readonly pack: Pack;
  readonly errors: ReadonlyMap<number, KnownError>;
  /** Every name and alias of an error, by its lower case, as the pack writes it. */
  readonly names: ReadonlyMap<string, { readonly name: string; readonly error: KnownError }>;
  readonly causes: ReadonlyMap<string, Cause>;
  readonly runbooks: ReadonlyMap<string, Runbook>;
  readonly callbacks: ReadonlyMap<string, Callback>;
  /** Identifiers (in lower case) that name a callback. */
  readonly callbackWords: ReadonlyMap<string, Callback>;
  /** Phrases (in lower case) that show whose error this is: the product's own, with its callback, or a look-alike's. */
  readonly productPhrases: readonly {
    readonly phrase: string;
    readonly lookalike: string | null;
    readonly callback: string | null;
  }[];
  /** Words (in lower case) that show the platform. */
  readonly platformMarkers: readonly { readonly id: string; readonly markers: readonly string[] }[];
  readonly lookalikes: ReadonlyMap<string, Lookalike>;
  /** Phrases that decide between causes, in lower case. */
  readonly decidingPhrases: readonly string[];
  /** The shapes that codes of this pack have: sign and number of digits. */
  readonly codeShapes: ReadonlySet<string>;
}

/** "-4" for -1018: what a number must look like to be taken for an unknown code of the pack. */
export function codeShape(code: number): string {
  return `${code < 0 ? '-' : '+'}${Math.abs(code).toString().length}`;
}

const IDENTIFIER = /^\w+$/;

function byId<T extends { readonly id: string }>(items: readonly T[]): Map<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}

/** Builds the indexes of a validated pack. */
export function indexPack(pack: Pack): Knowledge {
  const writings = pack.callbacks.flatMap((callback) =>
    [callback.name, ...callback.aliases].map(
      (writing) => [writing.toLowerCase(), callback] as const,
    ),
  );
  return {
    pack,
    errors: new Map(pack.errors.map((error) => [error.code, error])),
    names: new Map(
      pack.errors.flatMap((error) =>
        [...error.names.map(({ name }) => name), ...error.aliases].map(
          (name) => [name.toLowerCase(), { name, error }] as const,
        ),
      ),
    ),
    causes: byId(pack.causes),
    runbooks: byId(pack.runbooks),
    callbacks: new Map(pack.callbacks.map((callback) => [callback.name, callback])),
    callbackWords: new Map(writings.filter(([writing]) => IDENTIFIER.test(writing))),
    productPhrases: [
      ...writings
        .filter(([writing]) => !IDENTIFIER.test(writing))
        .map(([phrase, { name }]) => ({ phrase, lookalike: null, callback: name })),
      ...pack.markers.map((marker) => ({
        phrase: marker.toLowerCase(),
        lookalike: null,
        callback: null,
      })),
      ...pack.lookalikes.flatMap(({ id, markers }) =>
        markers.map((marker) => ({
          phrase: marker.toLowerCase(),
          lookalike: id,
          callback: null,
        })),
      ),
    ],
    platformMarkers: pack.platforms.map(({ id, markers }) => ({
      id,
      markers: markers.map((marker) => marker.toLowerCase()),
    })),
    lookalikes: byId(pack.lookalikes),
    decidingPhrases: [
      ...new Set(
        pack.errors.flatMap((error) =>
          error.causes.flatMap(({ when }) => (when?.says ?? []).map((says) => says.toLowerCase())),
        ),
      ),
    ],
    codeShapes: new Set(
      pack.errors.filter(({ code }) => code !== 0).map(({ code }) => codeShape(code)),
    ),
  };
}

/** The cause of that id; a validated pack holds every cause that it names. */
export function causeOf(knowledge: Knowledge, id: string): Cause {
  const cause = knowledge.causes.get(id);
  if (!cause) throw new Error(`the pack ${knowledge.pack.id} has no cause ${id}`);
  return cause;
}

/** The name a person should be shown: the first one listed, or the bare number where nobody documents a name. */
export function displayName(error: KnownError): string {
  return error.names[0]?.name ?? String(error.code);
}
