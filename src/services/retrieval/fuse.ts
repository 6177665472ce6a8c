// Reciprocal rank fusion: makes one order of several, by the places that things have in each (Cormack, Clarke and Büttcher, 2009). Any thread.

/** The higher, the less the first places count before the others. */
const SMOOTHING = 60;

export interface Fused {
  readonly item: number;
  /** 1 for what is first everywhere, 0 for what is nowhere. */
  readonly score: number;
}

/** @param lists the best first, nothing twice */
export function fuse(lists: readonly (readonly number[])[]): readonly Fused[] {
  const scores = new Map<number, number>();
  for (const list of lists) {
    list.forEach((item, place) => {
      scores.set(item, (scores.get(item) ?? 0) + (SMOOTHING + 1) / (SMOOTHING + 1 + place) / lists.length);
    });
  }
  return [...scores].map(([item, score]) => ({ item, score })).sort((a, b) => b.score - a.score || a.item - b.item);
}
