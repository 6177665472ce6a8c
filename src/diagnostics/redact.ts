// Takes secrets out of what reports and captures show. Any thread; imports nothing, so that the engine can use it.

export const REDACTED = '<redacted>';

/** Words of a name whose text is a secret. */
const SECRET_WORDS = new Set(
  'password passwd pwd passphrase secret secrets credential credentials authorization bearer cookie apikey token'.split(
    ' ',
  ),
);
/** `token_count`, `secret_name` and the like tell about a secret and are none. */
const HARMLESS_LAST_WORDS = new Set(
  'count counts limit limits type name names kind index length size usage budget id path file url env'.split(' '),
);
/** `..._key` is a secret, but for these. */
const HARMLESS_KEYS = new Set('primary foreign sort partition cache public group index row map hash'.split(' '));

/** What looks like a secret wherever it stands: provider keys, tokens of code hosts and clouds, bearer headers, JWTs. */
const SECRET_VALUES: readonly RegExp[] = [
  /\b(?:sk|pk|rk)-[A-Za-z0-9_-]{12,}/g,
  /\b(?:ghp|gho|ghu|ghs|ghr|github_pat|glpat|xox[abprs])[_-][A-Za-z0-9_-]{16,}/g,
  /\bAKIA[0-9A-Z]{12,}/g,
  /\bAIza[0-9A-Za-z_-]{20,}/g,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?/g,
  /(?<=\b(?:Bearer|Basic)\s{1,4})[A-Za-z0-9._~+/=-]{8,}/gi,
  /(?<=:\/\/[^\s/:@]{1,64}:)[^\s/@]+(?=@)/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[^"]*/g,
];

/** `name="text"`, `name=text`, `["name"]="text"` or `"name": "text"` inside a preview or a message. */
const NAMED_TEXT =
  /(?<![\w-])([A-Za-z_][\w-]*)("?\]?\s{0,8}=\s{0,8}|["']\s{0,8}:\s{0,8})("(?:[^"\\]|\\.)*(?:"|$)|'(?:[^'\\]|\\.)*(?:'|$)|[^\s,;&"'{}<>()=]+)/g;

/** Whether a variable of this name holds a secret if it holds text. */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[_\-.]/)
    .filter(Boolean);
  const last = words.at(-1) ?? '';
  if (HARMLESS_LAST_WORDS.has(last)) return false;
  if (words.some((word) => SECRET_WORDS.has(word))) return true;
  return last === 'key' && words.length > 1 && !HARMLESS_KEYS.has(words.at(-2)!);
}

/**
 * A preview that can be shown: all of it goes if the name says that it is a secret text, else the parts that look like one.
 *
 * @param name of the variable or field that holds the value
 * @param type Lua type of the value
 */
export function redactPreview(name: string, type: string, preview: string): string {
  return type === 'string' && isSecretName(name) ? REDACTED : redactText(preview);
}

/** Quoted text that is given to a secret name in source: `api_key = "..."`, `["token"] = '...'`. */
const NAMED_LITERAL = /(?<![\w-])([A-Za-z_][\w-]*)(["']?\]?\s{0,8}=\s{0,8})("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)/g;

/** A line of source whose secrets are covered by asterisks, one for each character, so that columns stay what they are. */
export function maskSource(line: string): string {
  const cover = (text: string): string => '*'.repeat(Array.from(text).length);
  const named = line.replace(NAMED_LITERAL, (whole, name: string, between: string, value: string) =>
    isSecretName(name) && value.length > 2
      ? name + between + value[0]! + cover(value.slice(1, -1)) + value.at(-1)!
      : whole,
  );
  return SECRET_VALUES.reduce((shown, pattern) => shown.replace(pattern, cover), named);
}

/** A text without the parts that look like secrets, or that are named like one (`api_key="..."`). */
export function redactText(text: string): string {
  const named = text.replace(NAMED_TEXT, (whole, name: string, between: string, value: string) =>
    isSecretName(name) && !/^-?[\d.]+$|^(?:nil|true|false)$/.test(value) ? `${name}${between}${REDACTED}` : whole,
  );
  return SECRET_VALUES.reduce((shown, pattern) => shown.replace(pattern, REDACTED), named);
}
