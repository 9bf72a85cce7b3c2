/** How far around a code or phrase the words that deny it are looked for, in characters. */
const NEAR = 48;

/** Words of denial. A question is none: "isn't it", "is it not", "是不是", "有没有". */
const DENIALS = [
  String.raw`(?<!\bis it )\bnot`,
  String.raw`(?<![.!?\n]\s{0,4}|^\s{0,4})\b(?:isn't|wasn't)`,
  String.raw`\b(?:never|neither|nor|no|without|rather than|instead of|no longer(?: (?:get|getting|see|seeing|returns?|shows?|reports?))?)`,
  String.raw`\b(?:do|does|did|have|has)(?: not|n't) (?:get|got|see|seen|have|had|return|say|show|mention|report|receive|received)`,
  String.raw`(?<![是要])(?<!难道|岂)不(?:是|报|再是|再报|再出现|再返回)`,
  String.raw`(?<!有)没有?再?(?:报|出现|返回|收到|提示|看到)?过?`,
  '并非|而非',
];
const NOUN = 'an?|the|any|error codes?|errors?|codes?|错误码|错误|报错';
const DENIED_BEFORE = new RegExp(
  String.raw`(?:${DENIALS.join('|')})[ \t]?(?:(?:${NOUN})[ \t]?){0,2}["'(「]?$`,
  'i',
);
const DENIED_AFTER =
  /^["')\]”」]?\s?(?:is not (?:what|the (?:code|error|problem|cause)|it\b)|(?:did not|didn't|does not|doesn't) (?:happen|come|occur|appear)|is (?:gone|fixed|solved)\b|已经?(?:解决|修复|好了)|没有了|不见了|不再(?:出现|报)|消失)/i;
/** "不是 -1018 就是 -1019": one of the two it is. */
const EITHER_OR = /^.{1,24}就是/;

/** Whether the words around `text[start, end)` say that it is *not* so. */
export function isDenied(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - NEAR), start);
  const after = text.slice(end, end + NEAR);
  if (DENIED_AFTER.test(after)) return true;
  return DENIED_BEFORE.test(before) && !(/不是\s?$/.test(before) && EITHER_OR.test(after));
}

/** What joins a code to the one that was denied before it: "neither -1018 nor -1002", "不是 -1018、-1019". */
const IN_A_LIST = /^["')\]]?\s?(?:[,、/]|or|nor|和|或者?|及|以及|,?\s?也不是)\s?["'([]?$/i;

/** Whether what stands between two codes makes them members of one list. */
export function isListed(between: string): boolean {
  return between.length <= 8 && IN_A_LIST.test(between);
}
