// Breakpoints in words: one line for the prompt, and the table of `info breakpoints`. Any thread.

import type { Place, Terms, UserBreakpoint } from './breakpoint-list.js';

export function describePlace(place: Place, line?: number): string {
  if (place.kind === 'line') return `${place.name}:${line ?? place.line}`;
  return place.kind === 'function' ? place.name : `changes of ${place.expression}`;
}

/** `Breakpoint 1 at stats.lua:12 if i == 3`. */
export function describeBreakpoint({ number, place, terms, state }: UserBreakpoint): string {
  const at = place.kind === 'line' ? ' at' : place.kind === 'data' ? ' on' : ' in';
  const moved =
    place.kind === 'line' && state.line !== undefined && state.line !== place.line
      ? ` (${place.line} has no code)`
      : '';
  const what =
    terms.logMessage === undefined ? (terms.isTemporary ? 'Temporary breakpoint' : 'Breakpoint') : 'Log point';
  return `${what} ${number}${at} ${describePlace(place, state.line)}${moved}${describeTerms(terms)}${pending({ place, state })}`;
}

function pending({ place, state }: Pick<UserBreakpoint, 'place' | 'state'>): string {
  if (state.isVerified || state.id === undefined) return '';
  if (state.message !== undefined) return `: ${state.message}`;
  return place.kind === 'function' ? ', when it is there' : ', when it is loaded';
}

export function describeTerms({ condition, hitCondition, ignoreCount, logMessage }: Terms): string {
  return [
    condition === undefined ? '' : ` if ${condition}`,
    hitCondition === undefined ? '' : `, hits ${hitCondition}`,
    ignoreCount === undefined || ignoreCount === 0
      ? ''
      : `, after ${ignoreCount} ${ignoreCount === 1 ? 'pass' : 'passes'}`,
    logMessage === undefined ? '' : `, says ${JSON.stringify(logMessage)}`,
  ].join('');
}

/** A line each: number, whether it stops, where, terms, how often it has stopped. */
export function breakpointTable(items: readonly UserBreakpoint[], catches: string): string {
  const rows = items.map((item) => {
    const { number, place, terms, state, stops } = item;
    const notes = [
      terms.isEnabled ? '' : ' (disabled)',
      terms.isTemporary ? ' (once)' : '',
      describeTerms(terms),
      pending({ place, state }),
      stops === 0 ? '' : `  stopped ${stops === 1 ? 'once' : `${stops} times`}`,
    ];
    return `${String(number).padStart(3)}  ${describePlace(place, state.line)}${notes.join('')}`;
  });
  const none = items.length === 0 ? ['  no breakpoints'] : [];
  return `${[...none, ...rows, `  errors that stop: ${catches}`].join('\n')}\n`;
}
