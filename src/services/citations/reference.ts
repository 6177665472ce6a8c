// A work that is cited, whatever form it was written down in. Types.

export interface PersonName {
  readonly family: string;
  /** Absent for organizations, and for people with one name. */
  readonly given?: string;
}

export type ReferenceType = 'article' | 'book' | 'chapter' | 'conference' | 'thesis' | 'report' | 'web' | 'misc';

export interface Reference {
  readonly key: string;
  readonly type: ReferenceType;
  readonly title?: string;
  readonly authors: readonly PersonName[];
  readonly editors: readonly PersonName[];
  readonly year?: string;
  /** The journal, book or proceedings that it is in. */
  readonly container?: string;
  readonly publisher?: string;
  readonly place?: string;
  readonly edition?: string;
  readonly volume?: string;
  readonly issue?: string;
  /** With an en dash between the first and the last. */
  readonly pages?: string;
  readonly doi?: string;
  readonly url?: string;
}

/** What was read, and what of it could not be understood. */
export interface Bibliography {
  readonly references: readonly Reference[];
  readonly problems: readonly Problem[];
}

export interface Problem {
  /** Empty where it is about the whole. */
  readonly key: string;
  readonly message: string;
}
