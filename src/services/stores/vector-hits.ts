// Lists of what a search has found, as stores order them. Control thread.

import type { Hit } from './vector-store.js';

/** The best first; of the same score the older. */
export function best(hits: readonly Hit[], limit: number): readonly Hit[] {
  return [...hits].sort((a, b) => b.score - a.score || a.chunk - b.chunk).slice(0, limit);
}
