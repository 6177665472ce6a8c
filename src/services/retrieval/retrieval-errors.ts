// What goes wrong with documents and searches, as errors that say what to do. Any thread.

import { SpellError } from '../../base/errors.js';

/** A document that cannot be taken in. */
export function badDocument(name: string, problem: string, help: string, cause?: unknown): SpellError {
  return new SpellError('RAG_DOCUMENT', `'${name}' ${problem}`, { help, details: { document: name }, cause });
}

/** An option of ingest or search. */
export function badOption(problem: string, help: string): SpellError {
  return new SpellError('RAG_OPTION', problem, { help });
}

export function badEmbedder(problem: string, help: string): SpellError {
  return new SpellError('RAG_EMBEDDER', problem, { help });
}

/** The same error with the words before it that scripts test for. */
export function inCategory(error: unknown, category: string): unknown {
  if (!(error instanceof SpellError) || error.category === category) return error;
  const { code, message, help, details } = error;
  return new SpellError(code, message, {
    category,
    ...(help === undefined ? {} : { help }),
    ...(details === undefined ? {} : { details }),
    cause: error,
  });
}
