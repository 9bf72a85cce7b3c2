import { MARK_PATTERN, type SecretMark, type Span } from './span.ts';

const NAME = String.raw`(?<![\w-])`;
/** Between a header's name and its value, also as JSON or source code writes it. */
const JOINER = String.raw`\\{0,8}["']?[ \t]{0,4}[:=,][ \t]{0,4}(?:\r?\n[ \t]{1,16})?\[?\\{0,8}["']?`;
/** RFC 9110 §11.2: a scheme with a token, or with parameters. */
const PARAMETER = String.raw`[\w-]{1,32}=(?:\\{0,8}"[^"\n]{0,1024}"|[^\s,"']{1,1024})`;
const CREDENTIALS = String.raw`${PARAMETER}(?:, ?${PARAMETER}){1,32}|[\w.~+/%=-]+|[^\s,;"'\\)}\]]+`;
/** RFC 6265 §4: pairs, and the attributes of a cookie that is set. Values with a quote or a comma are seen too. */
const PAIR = String.raw`[\w.$~-]{1,128}(?:=(?:\\{0,8}"[^"\n]{0,4096}"|[^\s;,"'\]})]*))?`;
const PAIRS = String.raw`(?=[\w.$~-]{1,128}=)${PAIR}(?:;[ \t]{0,4}(?:\r?\n[ \t]{1,16})?${PAIR})*;?|[^\s;,"'\\\]})]+`;

/** What has been dealt with is left alone. */
const OPEN = `(?!(?:[A-Za-z][A-Za-z0-9-]{2,20}\\s{1,18})?${MARK_PATTERN}(?!\\w))`;

interface Header {
  readonly pattern: RegExp;
  readonly mark: SecretMark;
}

const HEADERS: readonly Header[] = [
  {
    pattern: new RegExp(
      `(${NAME}(?:proxy-)?authorization${JOINER}${OPEN}(?:[A-Za-z][A-Za-z0-9-]{2,20}(?: {1,4}|\\r?\\n[ \\t]{1,16}))?)(${CREDENTIALS})`,
      'gi',
    ),
    mark: '‹token›',
  },
  {
    pattern: new RegExp(
      `(${NAME}(?:set-)?cookie2?\\\\{0,8}["']?[ \\t]{0,4}[:=][ \\t]{0,4}\\[)([^\\]\\n]{2,})`,
      'gi',
    ),
    mark: '‹cookie›',
  },
  {
    pattern: new RegExp(`(${NAME}(?:set-)?cookie2?${JOINER})${OPEN}(${PAIRS})`, 'gi'),
    mark: '‹cookie›',
  },
  {
    pattern: new RegExp(`((?<=\\s)(?:-b|--cookie)[ =]["']?)${OPEN}(${PAIRS})`, 'gi'),
    mark: '‹cookie›',
  },
];

const ONLY_MARKS = new RegExp(`^(?:${MARK_PATTERN})$`);

/** Where the credentials of HTTP headers stand, one search a header, in the order to apply them. */
export const secretHeaders: readonly ((text: string) => Span[])[] = HEADERS.map(
  ({ pattern, mark }) =>
    (text) =>
      [...text.matchAll(pattern)].flatMap(({ 0: whole, 1: lead = '', 2: secret = '', index }) =>
        ONLY_MARKS.test(secret) || !/[\w]/.test(secret)
          ? []
          : [{ start: index + lead.length, end: index + whole.length, mark }],
      ),
);
