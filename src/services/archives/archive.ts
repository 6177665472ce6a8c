// What an archive is to those who list, check and unpack it, whatever its format. Types, and the limits. Control thread.

export const FORMATS = ['zip', 'tar', 'tar.gz', 'gz'] as const;
export type ArchiveFormat = (typeof FORMATS)[number];

export type EntryType = 'file' | 'directory' | 'link' | 'other';

export interface ArchiveEntry {
  /** As the archive spells it, with slashes. Nothing is checked. */
  readonly name: string;
  readonly type: EntryType;
  /** As the archive says. Absent where it does not say. */
  readonly size?: number;
  readonly packedSize?: number;
  readonly modified?: Date;
  readonly isExecutable: boolean;
  readonly isEncrypted: boolean;
  /** The content, unpacked. Entries are read one after the other, before the next one is asked for. */
  open(): AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>;
}

export interface Archive {
  readonly format: ArchiveFormat;
  /** Bytes of the archive itself. */
  readonly size: number;
  /** From the start, each time. @throws SpellError `ARCHIVE_*` */
  entries(): AsyncIterable<ArchiveEntry>;
  /** Whether contents follow each other in one stream, so that sizes are known for sure only when it is read. */
  readonly isStream: boolean;
}

/** The most entries of an archive. */
export const MAX_ENTRIES = 10_000;
/** The most bytes that an archive may hold. */
export const MAX_BYTES = 1024 * 1024 * 1024;
/** What may be unpacked whatever the archive's size; beyond it, not more than {@link MAX_RATIO} times that size. */
export const FREE_BYTES = 32 * 1024 * 1024;
export const MAX_RATIO = 200;
