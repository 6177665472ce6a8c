// Whether a stream gets colours. Control thread.

type Environment = Readonly<Record<string, string | undefined>>;

/** `--no-color`, then NO_COLOR, then FORCE_COLOR decide; else terminals have colours, unless they say that they are dumb. */
export function hasColor(
  stream: { readonly isTTY?: boolean },
  noColor: boolean,
  environment: Environment = process.env,
): boolean {
  if (noColor || isSet(environment['NO_COLOR'])) return false;
  const forced = environment['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && environment['TERM'] !== 'dumb';
}

/** https://no-color.org: present and not empty, whatever its value. */
function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
