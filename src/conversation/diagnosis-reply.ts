import { isExpired } from '../diagnosis/cause.ts';
import type { Diagnosis } from '../diagnosis/diagnose.ts';
import type { TokenFact } from '../diagnosis/jwt.ts';
import { displayName, type Knowledge } from '../knowledge/knowledge.ts';
import type { Cause, KnownError } from '../knowledge/schema.ts';
import type { Language } from '../knowledge/vocabulary.ts';
import { text, type Fact, type Item, type Section } from './reply.ts';
import { WORDS, type Words } from './words.ts';

/** Evidence beyond this many lines is in the text itself. */
const MOST_QUOTES = 6;
const MOST_TOKENS = 3;
/** The last second that a JavaScript date can hold. */
const LAST_SECOND = 8_640_000_000_000;

/** An error as a person is shown it: "-1018 kTMSDKErrorLoginNetError: Network error". */
export function errorLabel(error: KnownError, language: Language): string {
  const name = displayName(error);
  const code = String(error.code);
  return `${code}${name === code ? '' : ` ${name}`}: ${error.title[language]}`;
}

/** A code of the pack, to show what one looks like. */
export function exampleCode({ pack }: Knowledge): string {
  return String(pack.errors.find(({ kind }) => kind === 'login')?.code ?? '');
}

/** The owner's name in that language. */
export function ownerName(knowledge: Knowledge, id: string, language: Language): string {
  return knowledge.pack.owners.find((owner) => owner.id === id)?.name[language] ?? id;
}

function fixItems(cause: Cause, knowledge: Knowledge, language: Language): Item[] {
  return cause.fixes.map(({ text, owner }) => ({
    text: text[language],
    aside: ownerName(knowledge, owner, language),
  }));
}

function shortTime(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function tokenSentence(token: TokenFact, now: number, words: Words): string | null {
  const { mark, expiresAt, milliseconds, bornExpired } = token;
  if (expiresAt === null) return null;
  if (milliseconds) return words.tokenMilliseconds(mark);
  if (bornExpired) return words.tokenBornExpired(mark);
  if (Math.abs(expiresAt) > LAST_SECOND) return null;
  const say = isExpired(token, now) === true ? words.tokenExpired : words.tokenValid;
  return say(mark, shortTime(expiresAt));
}

/** What the first tokens of the text say of themselves; worth knowing also where nothing rests on them. */
function tokenNotes({ tokens, now, redactedText }: Diagnosis, words: Words): Section[] {
  return tokens
    .filter(({ mark }) => redactedText.includes(mark))
    .slice(0, MOST_TOKENS)
    .flatMap((token) => {
      const text = tokenSentence(token, now, words);
      return text === null ? [] : [{ kind: 'note', text }];
    });
}

function evidenceSections(diagnosis: Diagnosis, words: Words): Section[] {
  const quotes = diagnosis.evidence.filter(({ kind }) => kind !== 'token').slice(0, MOST_QUOTES);
  return [
    ...(quotes.length === 0
      ? []
      : [
          {
            kind: 'quote' as const,
            heading: words.evidence,
            lines: quotes.map(({ quote, line }) =>
              line === null ? quote : words.line(line, quote),
            ),
          },
        ]),
    ...tokenNotes(diagnosis, words),
  ];
}

/** What else the text holds: further errors, and codes that are another product's. */
function alsoFound({ errors, foreign, lookalikes, language }: Diagnosis, words: Words): Section[] {
  const others = errors.slice(1).map(({ error }) => errorLabel(error, language));
  const strangers = foreign.flatMap(({ code, lookalike }) => {
    const product = lookalikes.find(({ id }) => id === lookalike);
    return product ? [words.foreignCode(code, product.name[language])] : [];
  });
  const items = [...others, ...new Set(strangers)].map((text) => ({ text }));
  return items.length > 0 ? [{ kind: 'list', heading: words.othersFound, items }] : [];
}

/** What a diagnosis with a known error says: its head, its facts and its sections. */
export function presentDiagnosis(
  diagnosis: Diagnosis,
  knowledge: Knowledge,
): {
  readonly title: string;
  readonly facts: readonly Fact[];
  readonly sections: readonly Section[];
} {
  const { language, cause, errors } = diagnosis;
  const words = WORDS[language];
  const [lead] = errors;
  if (!lead) throw new Error('a diagnosis without an error has nothing to present');
  const { error, confidence } = lead;
  return {
    title: errorLabel(error, language),
    facts: [
      { label: words.confidence, value: words.sure(confidence) },
      ...(cause
        ? [
            { label: words.cause, value: cause.title[language] },
            { label: words.kindOfProblem, value: words.category[cause.category] },
            {
              label: words.owner,
              value: [
                ...new Set(cause.fixes.map(({ owner }) => ownerName(knowledge, owner, language))),
              ].join(language === 'zh' ? '、' : ', '),
            },
          ]
        : []),
    ],
    sections: [
      ...(error.kind === 'other' ? [text(words.notALogin)] : []),
      text(error.meaning[language]),
      ...(cause?.explanation ? [text(cause.explanation[language])] : []),
      ...(cause
        ? [
            {
              kind: 'steps' as const,
              heading: words.fixes,
              items: fixItems(cause, knowledge, language),
            },
          ]
        : []),
      ...error.notes.map(({ text: note }) => ({ kind: 'note' as const, text: note[language] })),
      ...evidenceSections(diagnosis, words),
      ...alsoFound(diagnosis, words),
    ],
  };
}

/** The causes that remain possible, each with what to do, where nothing decided between them. */
export function presentPossible(diagnosis: Diagnosis, knowledge: Knowledge): Section[] {
  const { language, possible } = diagnosis;
  const words = WORDS[language];
  return [
    text(words.undecided),
    ...possible.map((cause) => ({
      kind: 'steps' as const,
      heading: cause.title[language],
      items: fixItems(cause, knowledge, language),
    })),
  ];
}

/** What is said about a text in which no known error was found; never more than was found. */
export function presentNothingKnown(diagnosis: Diagnosis, knowledge: Knowledge): Section[] {
  const { language, unknown, suspects, lookalikes, success, status } = diagnosis;
  const words = WORDS[language];
  const sections: Section[] = [];
  const say = (sentence: string): void => void sections.push(text(sentence));
  if (status === 'out-of-scope') {
    for (const { name, advice } of lookalikes.slice(0, 2)) {
      say(words.outOfScope(name[language]));
      say(advice[language]);
    }
    const login = knowledge.pack.callbacks.find((callback) => callback.login);
    if (login) say(words.outOfScopeMarker(login.name));
    return sections;
  }
  const [code] = unknown;
  if (success) say(words.onlySuccess(success.code));
  else if (code !== undefined) say(words.unknownCode(code));
  else say(words.noErrorFound);
  if (suspects.length > 0)
    sections.push({
      kind: 'list',
      heading: words.isItOne,
      items: suspects.map((suspect) => ({ text: errorLabel(suspect, language) })),
    });
  return sections;
}
