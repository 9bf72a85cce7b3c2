/** Secrets that are made up, and the settings in which people paste them. */

/** A small generator of reproducible numbers in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';

function pick(random: () => number, alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)] ?? '').join(
    '',
  );
}

function jwt(random: () => number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const isIdToken = random() < 0.5;
  const iat = 1_750_000_000 + Math.floor(random() * 1e6);
  return [
    part({ alg: isIdToken ? 'RS256' : 'HS256', typ: 'JWT' }),
    part({ iss: pick(random, DIGITS, 9), sub: pick(random, LETTERS, 8), iat, exp: iat + 3600 }),
    pick(random, `${LETTERS}${DIGITS}-_`, isIdToken ? 342 : 43),
  ].join('.');
}

/** Makes one secret; never two alike. */
export function makeSecret(random: () => number, at: number): string {
  const mixed = `${LETTERS}${DIGITS}`;
  switch (at % 5) {
    case 0:
      return jwt(random);
    case 1:
      return `${pick(random, '0123456789abcdef', 31)}a`;
    case 2:
      return `${pick(random, mixed, 20 + Math.floor(random() * 40))}7x`;
    case 3:
      return `${pick(random, `${mixed}-_`, 24)}9Q`;
    default:
      return `${pick(random, LETTERS, 6)}${pick(random, DIGITS, 4)}${pick(random, mixed, 6)}`;
  }
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** The ways in which a secret stands in a pasted text. */
export const SETTINGS: Readonly<Record<string, (secret: string) => string>> = {
  query: (secret) => `GET https://acme.sso.meeting.qq.com/cidp/login?id_token=${secret}&state=1`,
  fragment: (secret) => `https://acme.example.com/cb#access_token=${secret}&expires_in=3600`,
  nestedUrl: (secret) =>
    `https://a.example.com/?redirect_uri=${encodeURIComponent(`https://b.example.com/?token=${secret}&x=1`)}`,
  twiceNestedUrl: (secret) =>
    `https://a.example.com/?u=${encodeURIComponent(encodeURIComponent(`https://b.example.com/?sdk_token=${secret}`))}`,
  json: (secret) => `{"code":"-1019","sdk_token":"${secret}","func":"OnLogin"}`,
  spacedJson: (secret) => `{ "accessToken" : "${secret}", "code" : -1019 }`,
  jsonInJson: (secret) => `{"msg":"${inJson(`{"token":"${secret}"}`)}"}`,
  jsonInJsonInJson: (secret) =>
    `{"a":"${inJson(`{"b":"${inJson(`{"refresh_token":"${secret}"}`)}"}`)}"}`,
  yaml: (secret) => `login:\n  sdkToken: ${secret}\n  user: 1`,
  env: (secret) => `export SDK_SECRET_KEY=${secret}\necho done`,
  envPlain: (secret) => `API_KEY=${secret}`,
  xmlElement: (secret) => `<login><token>${secret}</token></login>`,
  xmlAttribute: (secret) => `<login password="${secret}" user="1"/>`,
  bearer: (secret) => `Authorization: Bearer ${secret}\nAccept: */*`,
  basic: (secret) => `-H "Authorization: Basic ${secret}" -v`,
  cookie: (secret) => `Cookie: lang=zh; session=${secret}; theme=1`,
  setCookie: (secret) => `Set-Cookie: sid=${secret}; Path=/; HttpOnly`,
  header: (secret) => `X-Auth-Token: ${secret}`,
  flag: (secret) => `tmsdkapp --token ${secret} --verbose`,
  flagEquals: (secret) => `login --password=${secret} --user=1`,
  swift: (secret) => `sdk.initialize(sdkToken: "${secret}")`,
  c: (secret) => `params.sdk_token = "${secret}";`,
  mapDump: (secret) => `{id=7, token=${secret}, code=-1019}`,
  english: (secret) => `my password is ${secret} and it does not work`,
  chinese: (secret) => `我的密码是${secret}，登录不了`,
  chineseColon: (secret) => `令牌：${secret}`,
  userInfo: (secret) => `https://admin:${secret}@proxy.example.com:8080/`,
  authCode: (secret) => `https://acme.example.com/cb?code=${secret}&state=2`,
  authCodeField: (secret) => `auth_code=${secret}, onLogin -1002`,
  single: (secret) => `login({'token': '${secret}'})`,
};
