// Amounts of memory as people write them: `64MB`, `64MiB`, `1G`. Any thread.

import { SpellError } from '../base/errors.js';

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 2 ** 10,
  kib: 2 ** 10,
  kb: 1e3,
  m: 2 ** 20,
  mib: 2 ** 20,
  mb: 1e6,
  g: 2 ** 30,
  gib: 2 ** 30,
  gb: 1e9,
};

export interface SizeLimits {
  readonly least: number;
  /** As people write it. */
  readonly leastText: string;
  readonly most?: { readonly bytes: number; readonly problem: string };
}

/** What a VM needs to run anything, and the most its 32-bit memory can hold. */
const OF_VM: SizeLimits = {
  least: 1e6,
  leastText: '1MB',
  most: { bytes: 2 ** 31, problem: 'more than a script can have (at most 2GiB)' },
};

/**
 * @param option as the user wrote it, for the message
 * @param limits what it must lie between; by default those of a VM's memory: 1 MB and 2 GiB
 * @returns whole bytes; K, M and G alone are powers of 1024
 * @throws SpellError `USAGE`
 */
export function parseSize(text: string, option: string, { least, leastText, most }: SizeLimits = OF_VM): number {
  if (/^-[\d.]/.test(text.trim())) throw refused(option, `'${text}' is negative; it must be at least ${leastText}`);
  const match = /^(\d+(?:\.\d+)?|\.\d+)\s*([a-z]*)$/i.exec(text.trim());
  const unit = UNITS[(match?.[2] ?? '').toLowerCase()];
  if (match === null || unit === undefined) throw refused(option, `'${text}' is not an amount of memory`);
  const bytes = Math.floor(Number(match[1]) * unit);
  if (bytes < least)
    throw refused(option, `'${text}' is too little (at least ${leastText}; a number without a unit means bytes)`);
  if (most !== undefined && bytes > most.bytes) throw refused(option, `'${text}' is ${most.problem}`);
  return bytes;
}

function refused(option: string, problem: string): SpellError {
  return new SpellError('USAGE', `${option}: ${problem}`, {
    help: `write a number with a unit: ${option} 64MB, ${option} 64MiB, ${option} 1G`,
  });
}
