// Where the extension of SQLite is that compares vectors. Control thread.

import { SpellError } from '../../base/errors.js';

/** Of the package for this platform, which npm installs where it fits. @throws SpellError `RAG_UNAVAILABLE` */
export async function vectorExtension(): Promise<string> {
  try {
    return (await import('sqlite-vec')).getLoadablePath();
  } catch (cause) {
    throw new SpellError('RAG_UNAVAILABLE', 'the search for vectors does not run on this platform', {
      category: 'Storage error',
      help: 'install llmspell again with npm on this machine, without --omit=optional',
      cause,
    });
  }
}
