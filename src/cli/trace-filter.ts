// What `--trace` lets through: a level, and rules that switch modules on and off. Control thread.

import { LOG_LEVELS } from '../base/log.js';
import type { LogLevel } from '../base/log.js';
import { SpellError } from '../base/errors.js';
import { didYouMean } from '../base/nearest.js';

/** `module` is dotted; what lies below it is included. */
export interface TraceRule {
  readonly isOn: boolean;
  readonly module: string;
}

export interface TraceFilter {
  readonly level: LogLevel | 'off';
  readonly rules: readonly TraceRule[];
}

/** What a filter begins with. */
export const TRACE_LEVELS = ['off', ...LOG_LEVELS] as const;

/**
 * `debug`, `debug,-services.*`, `trace,+engine.*,+services.agents`.
 *
 * @param option as the user wrote it, for the message
 * @throws SpellError `USAGE`
 */
export function parseTraceFilter(text: string, option: string): TraceFilter {
  const [first = '', ...rest] = text.split(',').map((part) => part.trim());
  const level = TRACE_LEVELS.find((known) => known === first.toLowerCase());
  if (level === undefined) {
    throw refused(option, `there is no level '${first}'${didYouMean(first, TRACE_LEVELS)}`);
  }
  return { level, rules: rest.map((part) => parseRule(part, option)) };
}

/** The last rule that fits a module decides; where none fits, modules are on unless the first rule switches one on. */
export function isTraced(filter: TraceFilter, level: LogLevel, module: string): boolean {
  if (filter.level === 'off' || LOG_LEVELS.indexOf(level) > LOG_LEVELS.indexOf(filter.level)) return false;
  const rule = filter.rules.findLast((known) => module === known.module || module.startsWith(`${known.module}.`));
  return rule?.isOn ?? filter.rules[0]?.isOn !== true;
}

function parseRule(text: string, option: string): TraceRule {
  const match = /^([+-])([\w-]+(?:\.[\w-]+)*)(?:\.\*)?$/.exec(text);
  if (match === null) throw refused(option, `'${text}' is no rule`);
  return { isOn: match[1] === '+', module: match[2] ?? '' };
}

function refused(option: string, problem: string): SpellError {
  return new SpellError('USAGE', `${option}: ${problem}`, {
    help: `write a level (${TRACE_LEVELS.join(', ')}), then rules for modules: ${option} debug, ${option} debug,-services.*, ${option} trace,+engine.*`,
  });
}
