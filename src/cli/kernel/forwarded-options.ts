// Writes options again, for a command line that somebody else starts from elsewhere. Control thread.

import { resolve } from 'node:path';
import { OPTIONS } from '../options.js';
import type { OptionSpec, RawOptions } from '../options.js';

/** @param isWanted says which; @param folder what relative paths in values start from */
export function forwardedOptions(
  options: RawOptions,
  isWanted: (spec: OptionSpec) => boolean,
  folder = process.cwd(),
): string[] {
  return OPTIONS.filter(isWanted).flatMap((spec) =>
    (options.get(spec.long) ?? []).map((value) =>
      value === true ? `--${spec.long}` : `--${spec.long}=${absolute(spec, value, folder)}`,
    ),
  );
}

/** Options whose value may be left out take lists, in which two commas are one. A program without a slash is looked for in PATH. */
function absolute({ long, completes, valueIsOptional }: OptionSpec, value: string, folder: string): string {
  if (completes !== 'path') return value;
  const whole = (path: string): string =>
    path === '' || (long === 'allow-run' && !path.includes('/')) ? path : resolve(folder, path);
  if (valueIsOptional !== true) return whole(value);
  const entries = value.split(/(?<!,),(?!,)/);
  return entries.map((entry) => whole(entry.trim())).join(',');
}
