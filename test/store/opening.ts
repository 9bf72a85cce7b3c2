import { openConversation } from '../../src/conversation/state.ts';
import type { CaseHead, Opening } from '../../src/store/case-record.ts';

/** What a list shows of a case of which nothing is known yet. */
export const NOTHING_KNOWN: CaseHead = {
  status: 'open',
  title: '',
  name: null,
  excerpt: '',
  ssoDomain: null,
  code: null,
  cause: null,
  language: 'en',
};

/** A case in which nothing was said. */
export const OPENING: Opening = {
  ...NOTHING_KNOWN,
  channel: 'test',
  key: 'thread-1',
  tenant: 'acme',
  pack: 'tmsdk-login',
  by: 'ada',
  at: 1000,
  state: openConversation('en'),
};
