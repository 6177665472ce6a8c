// One value with its origin, or what is wrong with it. Any thread.

import { SpellError } from '../base/errors.js';
import { describeOrigin } from './config.js';
import type { Origin, Setting } from './config.js';
import { InvalidValue } from './invalid-value.js';
import type { SettingSchema } from './schema.js';

export const CATEGORY = 'Configuration error';

/** Takes what is wrong; reading goes on behind it, unless it throws. */
export type Report = (problem: SpellError) => void;

export interface ParseContext {
  readonly origin: Origin;
  /** What relative paths start from. */
  readonly directory: string;
  readonly report: Report;
  /** Default true. */
  readonly isTrusted?: boolean;
}

/** @returns undefined where it has reported */
export function parseSetting<T>(
  schema: SettingSchema<T>,
  raw: () => unknown,
  { origin, directory, report, isTrusted = true }: ParseContext,
): Setting<T> | undefined {
  try {
    const value = schema.kind.parse(raw(), directory);
    if (!isTrusted && schema.isHarmless?.(value) === false) {
      report(untrusted(origin));
      return undefined;
    }
    return { value, origin };
  } catch (cause) {
    if (!(cause instanceof InvalidValue)) throw cause;
    report(invalid(origin, cause));
    return undefined;
  }
}

export function invalid(origin: Origin, { message, help }: InvalidValue): SpellError {
  return new SpellError('CONFIG_INVALID', `${describeOrigin(origin)}: ${message}`, {
    category: CATEGORY,
    help,
    details: { origin },
  });
}

function untrusted(origin: Origin): SpellError {
  const path = origin.kind === 'file' ? origin.path : 'FILE';
  return new SpellError(
    'CONFIG_UNTRUSTED',
    `${describeOrigin(origin)}: a file that was only found in the working directory cannot say this`,
    {
      category: CATEGORY,
      help: `if you know the file, name it: --config ${path}; or put the setting into your own file (docs/reference/configuration.md)`,
      details: { origin },
    },
  );
}
