import { namedAddresses, type Case } from './case.ts';
import { errorLabel } from './diagnosis-reply.ts';
import type { Question } from './question.ts';
import { note, text, type Fact } from './reply.ts';
import type { Words } from './words.ts';

/** What the case holds already of what a ticket needs. */
function knownFacts(current: Case, words: Words): Fact[] {
  const { knowledge, state, diagnosis } = current;
  const { errors, cause, signals } = diagnosis;
  const { language } = state;
  const platforms = knowledge.pack.platforms.filter(({ id }) => signals.platforms.includes(id));
  const facts: [string, string | undefined][] = [
    [words.error, errors[0] && errorLabel(errors[0].error, language)],
    [words.cause, cause?.title[language]],
    [words.namedInText, namedAddresses(current).join('  ')],
    [words.platform, platforms.map(({ name }) => name[language]).join(', ')],
  ];
  return facts.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}

/** What a ticket needs, as far as it is known and as far as it is not, and the answers that may come back. */
export function presentTicket(current: Case, words: Words): Omit<Question, 'buttons'> {
  const { escalation, platforms } = current.knowledge.pack;
  const { language } = current.state;
  return {
    facts: knownFacts(current, words),
    sections: [
      text(escalation.timeliness[language]),
      {
        kind: 'list',
        heading: words.ticketNeeds,
        items: escalation.ticket.map((field) => ({ text: field.text[language] })),
      },
      text(escalation.logs.instruction[language]),
      {
        kind: 'list',
        heading: words.logFolders,
        items: escalation.logs.folders.map((folder) => ({
          text: folder.text[language],
          aside:
            platforms.find(({ id }) => id === folder.platform)?.name[language] ?? folder.platform,
        })),
      },
      ...escalation.logs.limits.map((limit) => note(limit[language])),
      text(words.answerCame),
    ],
    answers: escalation.patterns.map(({ id, title }) => ({
      id: `pattern:${id}`,
      label: title[language],
    })),
  };
}
