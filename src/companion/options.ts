import type { Option } from '../command-arguments.ts';

/** What the command takes, in the checkout and as a program of its own. */
export const COMPANION_OPTIONS: Readonly<Record<string, Option>> = {
  server: { value: 'URL', help: "the helpdesk's server" },
  yes: { help: 'run checks without asking; for machines that nobody sits at' },
  logs: { value: 'FOLDER', many: true, help: "where the SDK's logs are, beside the usual folders" },
  json: { help: 'log: print JSON' },
  lang: { value: 'en|zh', allowed: ['en', 'zh'], help: 'language of the answer' },
};

/** What the command can do, as its usage is told. */
export const COMPANION_ACTIONS = 'pair CODE --server URL | run | log | forget';
