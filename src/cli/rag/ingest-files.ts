// `llmspell rag ingest PATH...`: takes files in, and tells what came of each that was left out. Control thread.

import { readFile, stat } from 'node:fs/promises';
import { SpellError } from '../../base/errors.js';
import { tryParseJson } from '../../services/json-text.js';
import { kindOfContent, kindOfFile } from '../../services/retrieval/document-kind.js';
import type { DocumentOutcome, SourceDocument } from '../../services/retrieval/ingestion.js';
import { unplainMetadata } from '../../services/retrieval/unplain-metadata.js';
import { isValueObject } from '../../services/value-kinds.js';
import type { ValueObject } from '../../services/value-kinds.js';
import type { FoundFile } from './find-files.js';
import type { ProgressBar } from './progress-bar.js';
import type { RagAccess } from './rag-access.js';
import { counted } from '../../services/counted.js';

export interface IngestJob {
  readonly files: readonly FoundFile[];
  /** Each line of the files is a document. */
  readonly isLines: boolean;
  readonly metadata: ValueObject;
  readonly namespace: string;
  readonly signal: AbortSignal;
  readonly bar: ProgressBar;
}

export interface LeftOut {
  readonly path: string;
  readonly isNamed: boolean;
  readonly message: string;
}

export interface IngestResult {
  readonly documents: number;
  readonly unchanged: number;
  /** New ones. */
  readonly chunks: number;
  readonly leftOut: readonly LeftOut[];
  readonly isInterrupted: boolean;
}

/** What no kind of document needs more than; larger files are not even read. */
const MAX_FILE_BYTES = 64 * 2 ** 20;

/** @throws SpellError `PROVIDER_*`, `STATE_*`; its details say how many documents are in by then */
export async function ingestFiles(rag: RagAccess, job: IngestJob): Promise<IngestResult> {
  const taken = { documents: 0, unchanged: 0, chunks: 0 };
  const leftOut: LeftOut[] = [];
  const named = new Set(job.files.filter(({ isNamed }) => isNamed).map(({ path }) => path));
  const leave = (path: string, message: string): void => {
    leftOut.push({ path, isNamed: named.has(path), message });
    job.bar.advance(path);
  };
  const onDocument = (id: string, outcome: DocumentOutcome): void => {
    if (outcome.status === 'refused') {
      leave(id, outcome.error.message);
      return;
    }
    taken.documents += 1;
    if (outcome.status === 'unchanged') taken.unchanged += 1;
    else taken.chunks += outcome.chunks;
    job.bar.advance(id);
  };
  const { namespace, signal } = job;
  try {
    await rag.ingest(documentsOf(job, leave), { namespace, signal, onDocument });
    return { ...taken, leftOut, isInterrupted: false };
  } catch (error) {
    if (signal.aborted) return { ...taken, leftOut, isInterrupted: true };
    throw error instanceof SpellError ? withCount(error, taken.documents) : error;
  } finally {
    job.bar.clear();
  }
}

function withCount({ code, message, help, category, details }: SpellError, documents: number): SpellError {
  const rest = { ...(help === undefined ? {} : { help }), ...(category === undefined ? {} : { category }) };
  return new SpellError(code, `${message} (${counted(documents, 'document is', 'documents are')} in, and stay)`, {
    ...rest,
    details: { ...details, documents },
  });
}

async function* documentsOf(
  { files, isLines, metadata }: IngestJob,
  leave: (path: string, message: string) => void,
): AsyncGenerator<SourceDocument, void, undefined> {
  for (const { path } of files) {
    const content = await read(path).catch((error: unknown) => leave(path, `'${path}' ${reasonOf(error)}`));
    if (content === undefined) continue;
    if (isLines) yield* documentsIn(path, content, metadata, leave);
    else yield { id: path, content, kind: kindOfFile(path), metadata: { source: path, ...metadata } };
  }
}

async function read(path: string): Promise<Uint8Array> {
  const stats = await stat(path);
  if (!stats.isFile()) throw new SpellError('RAG_DOCUMENT', 'is no file');
  if (stats.size > MAX_FILE_BYTES)
    throw new SpellError('RAG_DOCUMENT', `is larger than ${MAX_FILE_BYTES / 2 ** 20} MiB`);
  return readFile(path);
}

function reasonOf(error: unknown): string {
  if (error instanceof SpellError) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read';
  return code === 'ENOENT' ? 'is gone' : `cannot be read: ${message}`;
}

/** `{id, content or text, metadata?}` on each line. */
function* documentsIn(
  path: string,
  content: Uint8Array,
  metadata: ValueObject,
  leave: (path: string, message: string) => void,
): Generator<SourceDocument, void, undefined> {
  const lines = Buffer.from(content).toString().split('\n');
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const document = tryParseJson(line)?.value;
    const fields = document !== undefined && isValueObject(document) ? document : {};
    const text = fields['content'] ?? fields['text'];
    if (typeof text !== 'string' || text === '') {
      leave(path, `line ${at + 1} of '${path}' is no document: {"id": "...", "content": "..."} expected`);
      continue;
    }
    const own = fields['metadata'] !== undefined && isValueObject(fields['metadata']) ? fields['metadata'] : {};
    const problem = unplainMetadata(own);
    if (problem !== undefined) {
      leave(path, `line ${at + 1} of '${path}': ${problem}`);
      continue;
    }
    const id = typeof fields['id'] === 'string' && fields['id'] !== '' ? fields['id'] : `${path}:${at + 1}`;
    yield { id, content: text, kind: kindOfContent(text), metadata: { ...own, ...metadata } };
  }
}
