// Tells when the program that started this one has gone. Control thread.

import type { Disposable } from '../../base/disposable.js';

/** Jupyter sets it to its own process. */
export const PARENT_VARIABLE = 'JPY_PARENT_PID';

/**
 * Systems do not tell, so the process id of the parent is looked at (a few microseconds): a child whose parent has ended gets
 * another. A parent that started it through others is looked for itself.
 *
 * @param pid as the variable has it; nothing is watched without one, or if there is no such process (it is of another container)
 */
export function watchParent(pid: string | undefined, onGone: () => void, intervalMs = 1000): Disposable {
  const parent = Number(pid);
  if (!Number.isSafeInteger(parent) || parent < 1 || !exists(parent)) return { dispose: () => undefined };
  const isDirect = process.ppid === parent;
  const timer = setInterval(() => {
    if (isDirect ? process.ppid === parent : exists(parent)) return;
    clearInterval(timer);
    onGone();
  }, intervalMs);
  timer.unref();
  return { dispose: () => clearInterval(timer) };
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
