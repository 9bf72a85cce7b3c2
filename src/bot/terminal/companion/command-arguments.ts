import type { Arguments } from '../../../command-arguments.ts';
import { companionFolder } from '../../../companion/agent/folder.ts';
import type { LogOfferParts } from '../../../companion/agent/log-offer.ts';
import type { Packs } from '../../../knowledge/packs.ts';
import type { Language } from '../../../knowledge/vocabulary.ts';
import { runCompanionCommand } from './command.ts';
import type { Terminal } from '../terminal.ts';

export interface CompanionSurroundings {
  readonly packs: () => Promise<Packs>;
  readonly terminal: Terminal;
  readonly version: string;
  /** Of the machine, where none is asked for. */
  readonly language: Language;
  /** The folders of the SDK's logs on this machine; `named` are those that the person named. */
  readonly logSources: (named: readonly string[]) => LogOfferParts['sources'];
}

/** Runs the command as it was given; returns the exit status. */
export function runCompanion(
  { words, options }: Arguments,
  { logSources, language, ...parts }: CompanionSurroundings,
): Promise<number> {
  const { server, yes, logs, json, lang } = options;
  return runCompanionCommand(
    {
      words,
      server: typeof server === 'string' ? server : null,
      yes: yes === true,
      json: json === true,
      language: lang === 'zh' || lang === 'en' ? lang : language,
    },
    {
      ...parts,
      folder: companionFolder(process.env, process.platform),
      logSources: logSources(typeof logs === 'string' ? logs.split(',') : []),
    },
  );
}
