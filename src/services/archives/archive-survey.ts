// Looks through an archive without writing anything: counts, sizes, and what stands in the way of unpacking it. Control thread.

import { encryptedEntry, tooLargeArchive, unsafeEntry } from './archive-errors.js';
import { FREE_BYTES, MAX_BYTES, MAX_ENTRIES, MAX_RATIO } from './archive.js';
import type { Archive, ArchiveEntry } from './archive.js';
import { pathInside } from './entry-path.js';

/** Counts what comes out of an archive, and ends it where that is more than it may be. */
export class Allowance {
  private bytes = 0;
  private entries = 0;

  constructor(
    private readonly path: string,
    private readonly archiveSize: number,
  ) {}

  get total(): number {
    return this.bytes;
  }

  /** @throws SpellError `ARCHIVE_TOO_LARGE` */
  addEntry(): void {
    this.entries += 1;
    if (this.entries > MAX_ENTRIES) throw tooLargeArchive(this.path, `it has more than ${MAX_ENTRIES} entries`);
  }

  /** @throws SpellError `ARCHIVE_TOO_LARGE` */
  addBytes(count: number): void {
    this.bytes += count;
    if (this.bytes > MAX_BYTES) throw tooLargeArchive(this.path, `it unpacks to more than ${MAX_BYTES} bytes`);
    if (this.bytes > Math.max(FREE_BYTES, this.archiveSize * MAX_RATIO)) {
      throw tooLargeArchive(this.path, `it unpacks to more than ${MAX_RATIO} times its size, as made to fill a disk`);
    }
  }
}

export interface SurveyedEntry {
  readonly entry: ArchiveEntry;
  readonly size: number;
}

/** Every entry with its size. @throws SpellError `ARCHIVE_DAMAGED` or `ARCHIVE_TOO_LARGE` */
export async function survey(archive: Archive, path: string, signal: AbortSignal): Promise<readonly SurveyedEntry[]> {
  const allowance = new Allowance(path, archive.size);
  const found: SurveyedEntry[] = [];
  for await (const entry of archive.entries()) {
    signal.throwIfAborted();
    allowance.addEntry();
    found.push({
      entry,
      size: archive.isStream ? await drained(entry, allowance, signal) : declared(entry, allowance),
    });
  }
  return found;
}

function declared({ size = 0 }: ArchiveEntry, allowance: Allowance): number {
  allowance.addBytes(size);
  return size;
}

async function drained(entry: ArchiveEntry, allowance: Allowance, signal: AbortSignal): Promise<number> {
  let size = 0;
  for await (const chunk of await entry.open()) {
    signal.throwIfAborted();
    size += chunk.length;
    allowance.addBytes(chunk.length);
  }
  return size;
}

/** @throws SpellError `ARCHIVE_UNSAFE` or `ARCHIVE_ENCRYPTED` for what is not unpacked */
export function requireHarmless(entry: ArchiveEntry, path: string): void {
  if (entry.type === 'link') throw unsafeEntry(path, entry.name, 'is a link');
  if (entry.type === 'other') throw unsafeEntry(path, entry.name, 'is a device or a pipe');
  if (entry.isEncrypted) throw encryptedEntry(path, entry.name);
  pathInside(entry.name, path);
}
