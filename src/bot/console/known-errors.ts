import type { Packs } from '../../knowledge/packs.ts';
import { searchErrors } from '../../diagnosis/suspects.ts';
import { causeOf, type Knowledge } from '../../knowledge/knowledge.ts';
import type { KnownError } from '../../knowledge/schema.ts';
import type { KnownErrorView } from './contract.ts';

/** An error with everything that is known of it. */
export function viewOfError(error: KnownError, knowledge: Knowledge): KnownErrorView {
  const { owners, id } = knowledge.pack;
  const causes = [...new Set(error.causes.map(({ cause }) => cause))];
  return {
    code: error.code,
    name: error.names[0]?.name ?? null,
    kind: error.kind,
    pack: id,
    title: error.title,
    meaning: error.meaning,
    notes: error.notes.map(({ text }) => text),
    causes: causes.map((cause) => {
      const { title, fixes } = causeOf(knowledge, cause);
      return {
        id: cause,
        title,
        fixes: fixes.map(({ text, owner }) => ({
          text,
          owner: owners.find((each) => each.id === owner)?.name ?? { en: owner, zh: owner },
        })),
      };
    }),
  };
}

const ORDER = ['login', 'other', 'success'] as const;

/** The errors that fit the query best; for an empty one every error, those of the login first. */
export function findErrors(query: string, packs: Packs, limit: number): KnownErrorView[] {
  if (query.trim() === '')
    return packs
      .flatMap((knowledge) => knowledge.pack.errors.map((error) => viewOfError(error, knowledge)))
      .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
      .slice(0, limit);
  return packs
    .flatMap((knowledge) =>
      searchErrors(query, knowledge, limit).map(({ error, score }) => ({
        error,
        score,
        knowledge,
      })),
    )
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ error, knowledge }) => viewOfError(error, knowledge));
}

/** The error with that code in that pack; null where there is none. */
export function knownError(packId: string, code: string, packs: Packs): KnownErrorView | null {
  const knowledge = packs.find(({ pack }) => pack.id === packId);
  const error = knowledge?.errors.get(Number(code));
  return knowledge && error ? viewOfError(error, knowledge) : null;
}
