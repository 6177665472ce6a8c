// What stores of sessions and artifacts say when something is not there or not whole. Any thread.

import { SpellError } from '../../base/errors.js';

const CATEGORY = 'Storage error';

/** @param meant a name that is near */
export function sessionNotFound(id: string, meant?: string): SpellError {
  const hint = meant === undefined ? '' : ` (did you mean '${meant}'?)`;
  return new SpellError('SESSION_NOT_FOUND', `there is no session '${id}'${hint}`, {
    category: CATEGORY,
    help: 'Session.list() and llmspell session list show those that are',
    details: { session: id },
  });
}

export function sessionExists(id: string): SpellError {
  return new SpellError('SESSION_EXISTS', `there is a session '${id}' already`, {
    category: CATEGORY,
    help: 'delete it first, or take it in under a new id: llmspell session import FILE --copy',
    details: { session: id },
  });
}

export function sessionDamaged(id: string, problem: string): SpellError {
  return new SpellError('SESSION_DAMAGED', `the session '${id}' is damaged: ${problem}`, {
    category: CATEGORY,
    help: `the others are whole; llmspell session delete ${id} removes it`,
    details: { session: id },
  });
}

export function artifactNotFound(session: string, sequence: number): SpellError {
  return new SpellError('ARTIFACT_NOT_FOUND', `the session '${session}' has no artifact ${sequence}`, {
    category: CATEGORY,
    help: 'Artifact.list(session) shows those that are',
    details: { session, sequence },
  });
}

export function artifactDamaged(hash: string): SpellError {
  return new SpellError('ARTIFACT_DAMAGED', `the content ${hash.slice(0, 12)} is not what was stored`, {
    category: CATEGORY,
    help: 'bring a backup back (llmspell backup list), or delete the artifact',
    details: { hash },
  });
}

export function artifactSpace(session: string, mostBytes: number): SpellError {
  return new SpellError('ARTIFACT_SPACE', `the artifacts of session '${session}' are more than ${mostBytes} bytes`, {
    category: CATEGORY,
    help: 'delete some, or set sessions.artifact_space to more',
    details: { session, bytes: mostBytes },
  });
}
