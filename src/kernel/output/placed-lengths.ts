// Where the bytes that are gathered were written: how many, in order, from which line. Any thread.

import type { JsonObject } from '../../protocol/schema.js';

/** A line of a script, in the terms of the Debug Adapter Protocol. The same line is the same object. */
export interface LinePlace {
  readonly source: object;
  readonly line: number;
}

interface Part {
  bytes: number;
  readonly place: LinePlace | undefined;
}

export class PlacedLengths {
  #parts: Part[] = [];

  add(bytes: number, place?: LinePlace): void {
    const last = this.#parts.at(-1);
    if (last !== undefined && last.place === place) last.bytes += bytes;
    else this.#parts.push({ bytes, place });
  }

  /** Of the next bytes, as `metadata.llmspell` has it: nothing where no place of them is known. */
  take(bytes: number): JsonObject {
    const taken: Part[] = [];
    for (let left = bytes; left > 0 && this.#parts.length > 0;) {
      const first = this.#parts[0]!;
      const length = Math.min(left, first.bytes);
      taken.push({ bytes: length, place: first.place });
      first.bytes -= length;
      left -= length;
      if (first.bytes === 0) this.#parts.shift();
    }
    return placesOf(taken);
  }
}

/** Of parts, in order. */
export function placesOf(parts: readonly Part[]): JsonObject {
  if (parts.every(({ place }) => place === undefined)) return {};
  const sources = [...new Set(parts.flatMap(({ place }) => place?.source ?? []))];
  const places = parts.map(({ bytes, place }) =>
    place === undefined ? { bytes } : { bytes, source: sources.indexOf(place.source), line: place.line },
  );
  return { places, sources: sources as JsonObject[] };
}
