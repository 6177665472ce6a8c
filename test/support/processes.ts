// Looks at processes that are nobody's children here.

import { setTimeout as wait } from 'node:timers/promises';
import { processMark } from '../../src/client/process-mark.js';

const LIMIT_MS = 30_000;

/** Resolves when the process has ended. */
export async function processEnd(pid: number | undefined): Promise<void> {
  await anyOf(async () => ((await processMark(pid ?? 0)) === undefined ? true : undefined));
}

/** Looks until there is something. @throws Error after 30 seconds */
export async function anyOf<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const end = Date.now() + LIMIT_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`waited ${LIMIT_MS} ms in vain`);
    await wait(20);
  }
}
