// Documents and options as scripts write them. Control thread.

import { createHash } from 'node:crypto';
import type { Value } from '../../base/values.js';
import { RETRIEVAL_STRATEGIES } from '../../config/retrieval-settings.js';
import { didYouMean } from '../../base/nearest.js';
import { readWhole } from '../tools/files.js';
import type { ToolContext } from '../tools/tool.js';
import { isValueObject, luaTypeOf } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import type { Chunking } from './chunk-text.js';
import { kindOfContent, kindOfFile } from './document-kind.js';
import type { SourceDocument } from './ingestion.js';
import { badDocument, badOption } from './retrieval-errors.js';
import { unplainMetadata } from './unplain-metadata.js';

/** One document, or an array of them. @throws SpellError `RAG_OPTION` */
export function documentTables(written: Value): readonly ValueObject[] {
  const list: readonly Value[] = Array.isArray(written) ? (written as readonly Value[]) : [written];
  if (list.length === 0) throw badOption('there are no documents', 'give one, or an array of them');
  return list.map((each, at) => {
    if (isValueObject(each) && Object.keys(each).length > 0) return each;
    const name = list.length === 1 ? 'the document' : `document ${at + 1}`;
    throw badOption(`${name} is a ${luaTypeOf(each)} without content`, 'write {content = "...", metadata = {...}}');
  });
}

/** Reads files as they are needed, where the policy allows it. @throws SpellError `RAG_*`, `PERMISSION_READ`, `FILE_*` */
export async function* sourceDocuments(
  tables: readonly ValueObject[],
  context: ToolContext,
): AsyncGenerator<SourceDocument, void, undefined> {
  for (const [at, table] of tables.entries()) yield await sourceDocument(table, `document ${at + 1}`, context);
}

async function sourceDocument(table: ValueObject, name: string, context: ToolContext): Promise<SourceDocument> {
  const metadata = plainMetadata(table['metadata'] ?? undefined, name);
  const path = table['path'] ?? undefined;
  const id = idOf(table, name);
  if (path !== undefined) {
    if (typeof path !== 'string') throw badOption(`${name}: path is a ${luaTypeOf(path)}`, 'write it as text');
    const content = await readWhole(path, context);
    return { id: id ?? path, content, kind: kindOfFile(path), metadata: { source: path, ...metadata } };
  }
  const content = table['content'] ?? table['text'] ?? undefined;
  if (typeof content !== 'string' && !(content instanceof Uint8Array)) {
    throw badDocument(id ?? name, `has no content: a ${luaTypeOf(content)}`, 'give its text as content, or its path');
  }
  if (content.length === 0) throw badDocument(id ?? name, 'is empty', 'leave it out');
  const digest = (): string => createHash('sha256').update(content).digest('hex').slice(0, 16);
  return { id: id ?? `doc-${digest()}`, content, kind: kindOfContent(content), metadata };
}

function idOf({ id }: ValueObject, name: string): string | undefined {
  if (id === undefined || id === null) return undefined;
  if (typeof id === 'number' || typeof id === 'bigint') return String(id);
  if (typeof id === 'string' && id !== '') return id;
  throw badOption(`${name}: its id is a ${luaTypeOf(id)}`, 'write it as text, or leave it out');
}

function plainMetadata(metadata: Value, name: string): ValueObject {
  if (metadata === undefined) return {};
  if (!isValueObject(metadata)) {
    throw badOption(
      `${name}: its metadata are ${Array.isArray(metadata) ? 'an array' : `a ${luaTypeOf(metadata)}`}`,
      METADATA,
    );
  }
  const problem = unplainMetadata(metadata);
  if (problem === undefined) return metadata;
  throw badOption(`${name}: ${problem}`, METADATA);
}

const METADATA = 'write metadata = {source = "..."}: texts, numbers, booleans, and tables of them';

/** What the original calls its strategies. */
const OTHER_NAMES: Readonly<Record<string, Chunking['strategy']>> = { sliding_window: 'auto', semantic: 'auto' };

/** `{chunk_size?, overlap?, strategy?}`. @throws SpellError `RAG_OPTION` */
export function chunkingOf(written: Value): { readonly [K in keyof Chunking]?: Chunking[K] | undefined } {
  if (written === undefined || written === null) return {};
  if (!isValueObject(written)) throw badOption(`chunking is a ${luaTypeOf(written)}`, 'write {chunk_size = 256}');
  const { chunk_size: size, overlap, strategy } = written;
  return {
    size: wholeNumber(size, 'chunking.chunk_size', 16, 8192),
    overlap: wholeNumber(overlap, 'chunking.overlap', 0, 4096),
    strategy: strategy === undefined || strategy === null ? undefined : strategyOf(strategy),
  };
}

function strategyOf(written: Value): Chunking['strategy'] {
  const found = RETRIEVAL_STRATEGIES.find((known) => known === written);
  const other = typeof written === 'string' ? OTHER_NAMES[written] : undefined;
  if (found !== undefined || other !== undefined) return found ?? other!;
  const name = typeof written === 'string' ? written : luaTypeOf(written);
  throw badOption(
    `chunking: there is no strategy '${name}'${didYouMean(name, RETRIEVAL_STRATEGIES)}`,
    `the strategies are ${RETRIEVAL_STRATEGIES.join(', ')}`,
  );
}

function wholeNumber(written: Value, name: string, least: number, most: number): number | undefined {
  if (written === undefined || written === null) return undefined;
  if (typeof written === 'number' && Number.isInteger(written) && written >= least && written <= most) return written;
  throw badOption(`${name}: a whole number from ${least} to ${most} expected`, 'write it without quotes');
}
