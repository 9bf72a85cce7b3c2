import type { FoundError } from './ranking.ts';

const LABEL = String.raw`(?:\\{0,16}["']?(?:msg|message|err_?msg|error_?msg|error_?message|description|desc|reason|提示|信息)\\{0,16}["']?\s?[:=：]\s?)`;
/** The text beside a code: the second argument of the callback, or the next field of the record. */
const TEXT_AFTER = new RegExp(
  String.raw`^\\{0,16}["']?\s?[,，]\s{0,4}(?:${LABEL})?\\{0,16}["'“]\s?[\p{L}\p{N}][^"'”\n]`,
  'iu',
);
/** A short text stands directly behind its code. */
const NEAR = 80;

/** Whether the text that the callback brought stands beside one of the error's codes in the redacted `text`. */
export function bringsText({ mentions }: FoundError, text: string): boolean {
  return mentions.some(({ start, written }) => {
    const end = start + written.length;
    return TEXT_AFTER.test(text.slice(end, end + NEAR));
  });
}
