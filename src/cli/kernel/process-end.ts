// Waits for the end of a process that is not a child. Control thread.

import { setTimeout as sleep } from 'node:timers/promises';
import type { KernelFile } from '../../client/kernel-files.js';
import { isStale } from '../../client/kernel-files.js';

const FIRST_LOOK_MS = 10;
const LAST_LOOK_MS = 100;

/** Systems do not tell, so it is looked for, less and less often. @returns whether it ended in time */
export async function hasEnded(kernel: KernelFile, limitMs: number): Promise<boolean> {
  const end = performance.now() + limitMs;
  for (let wait = FIRST_LOOK_MS; !(await isStale(kernel)); wait = Math.min(2 * wait, LAST_LOOK_MS)) {
    if (performance.now() >= end) return false;
    await sleep(wait);
  }
  return true;
}
