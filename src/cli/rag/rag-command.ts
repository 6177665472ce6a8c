// What stands behind `llmspell rag`. Control thread.

import { once } from 'node:events';
import { SpellError } from '../../base/errors.js';
import type { FoundPiece } from '../../services/retrieval/found-piece.js';
import type { ReindexedPage } from '../../services/retrieval/reindex.js';
import type { NamespaceStats } from '../../services/stores/vector-store.js';
import { EXIT } from '../exit-codes.js';
import { describeBytes, table } from '../kernel/describe.js';
import { formatJson } from '../kernel/format-json.js';
import type { Print } from '../kernel/print.js';
import { writePieces } from '../operand-file.js';
import { toOptions } from '../options.js';
import type { OutputFormat } from '../options.js';
import type { CommandLine } from '../parse-args.js';
import { confirm } from '../state/confirm.js';
import { unknownSubcommand } from '../subcommands.js';
import { findFiles } from './find-files.js';
import { ingestFiles } from './ingest-files.js';
import type { IngestResult } from './ingest-files.js';
import { RAG_COMMANDS } from './option-table.js';
import type { RagCommand } from './option-table.js';
import { ProgressBar } from './progress-bar.js';
import { openRag } from './rag-access.js';
import type { KeptDocument, RagAccess } from './rag-access.js';
import { limitOption, metadataOption, modeOption, namespaceOption } from './rag-options.js';
import { counted } from '../../services/counted.js';

interface Occasion {
  readonly line: CommandLine;
  readonly operands: readonly string[];
  readonly namespace: string;
  readonly rag: RagAccess;
  readonly output: OutputFormat;
  readonly signal: AbortSignal;
  readonly print: Print;
}

/** How many words each takes, and what they are. */
const OPERANDS: Readonly<Record<RagCommand, readonly [least: number, most: number, usage: string]>> = {
  ingest: [1, Infinity, 'ingest PATH...'],
  search: [1, 1, "search 'QUERY'"],
  stats: [0, 0, 'stats'],
  clear: [0, 0, 'clear --confirm'],
  index: [0, 0, 'index'],
  export: [0, 1, 'export [FILE]'],
};

/** @returns the exit code. @throws SpellError `USAGE`, `CONFIG_*`, `RAG_*`, `STATE_*`, `PROVIDER_*`, `KERNEL_*` */
export async function ragCommand(line: CommandLine, print: Print): Promise<number> {
  const [word = '', ...operands] = line.operands;
  const name = RAG_COMMANDS.find((known) => known === word);
  if (name === undefined) throw unknownSubcommand('rag', word);
  const [least, most, usage] = OPERANDS[name];
  if (operands.length < least || operands.length > most) {
    throw new SpellError('USAGE', `rag ${name} takes other words`, { help: `write llmspell rag ${usage}` });
  }
  const options = toOptions(line.options);
  const namespace = namespaceOption(line);
  const rag = await openRag(options);
  const interrupted = new AbortController();
  // The second time ends the process.
  void once(process, 'SIGINT').then(() => interrupted.abort());
  const { signal } = interrupted;
  try {
    const occasion = { line, operands, namespace, rag, output: options.output, signal, print };
    return await COMMANDS[name](occasion);
  } catch (error) {
    if (signal.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    await rag.dispose();
  }
}

const COMMANDS: Readonly<Record<RagCommand, (occasion: Occasion) => Promise<number>>> = {
  ingest: async ({ line, operands, namespace, rag, output, signal, print }) => {
    const { files, missing } = await findFiles(operands, line.options.has('recursive'));
    for (const word of missing) await print(`left out: there is no '${word}'\n`, 2);
    const result = await ingestFiles(rag, {
      files,
      isLines: line.options.has('lines'),
      metadata: metadataOption(line),
      namespace,
      signal,
      bar: new ProgressBar(files.length),
    });
    for (const { message } of result.leftOut) await print(`left out: ${message}\n`, 2);
    const embedder = await rag.embedder();
    const code = await print(
      isJson(output) ? formatJson(reportFields(result, embedder, missing), output) : report(result, embedder),
    );
    if (code !== EXIT.ok) return code;
    if (result.isInterrupted) return EXIT.interrupted;
    const hasFailed = missing.length > 0 || result.leftOut.some(({ isNamed }) => isNamed);
    return hasFailed || result.documents === 0 ? EXIT.scriptError : EXIT.ok;
  },
  search: async ({ line, operands: [query = ''], namespace, rag, output, signal, print }) => {
    const found = await rag.search(query, {
      namespace,
      limit: limitOption(line),
      filter: metadataOption(line),
      mode: modeOption(line),
      signal,
    });
    return print(isJson(output) ? formatJson(found, output) : showResults(found));
  },
  stats: async ({ line, namespace, rag, output, signal, print }) => {
    const isOne = line.options.has('tenant') || line.options.has('scope');
    const names = isOne ? [namespace] : await rag.namespaces(signal);
    const all: [string, NamespaceStats][] = [];
    for (const name of names) all.push([name, await rag.stats(name, signal)]);
    return print(isJson(output) ? formatJson(all.map(statsFields), output) : showStats(all));
  },
  clear: async ({ line, namespace, rag, signal, print }) => {
    const { documents } = await rag.stats(namespace, signal);
    if (documents > 0)
      await confirm(`forget ${counted(documents, 'document')} of '${namespace}'`, line.options, 'confirm');
    await rag.drop(namespace, signal);
    return print(`${counted(documents, 'document')} of '${namespace}' forgotten\n`);
  },
  index: async ({ line, namespace, rag, signal, print }) => {
    const isOne = line.options.has('tenant') || line.options.has('scope');
    const names = isOne ? [namespace] : await rag.namespaces(signal);
    let count = 0;
    for (const name of names) {
      const { documents } = await rag.stats(name, signal);
      const bar = new ProgressBar(documents);
      try {
        for (let after: number | undefined = 0; after !== undefined;) {
          const page: ReindexedPage = await rag.reindex(name, after, signal);
          for (const id of page.ids) bar.advance(id);
          count += page.ids.length;
          after = page.after;
        }
      } finally {
        bar.clear();
      }
    }
    await rag.tidy(signal);
    return print(
      `${counted(count, 'document is', 'documents are')} embedded anew by ${await rag.embedder()}; the index is in order\n`,
    );
  },
  export: async ({ operands: [file], namespace, rag, signal, print }) => {
    const lines = linesOf(namespace, rag.documents(namespace, signal));
    if (file !== undefined && file !== '-') {
      await writePieces(file, lines);
      return print(`${file}\n`);
    }
    for await (const text of lines) {
      const code = await print(text);
      if (code !== EXIT.ok) return code;
    }
    return EXIT.ok;
  },
};

async function* linesOf(namespace: string, documents: AsyncIterable<KeptDocument>): AsyncGenerator<string, void> {
  for await (const document of documents) yield formatJson(documentFields(namespace, document), 'json');
}

function isJson(output: OutputFormat): output is 'json' | 'pretty' {
  return output === 'json' || output === 'pretty';
}

function report({ documents, unchanged, leftOut, chunks, isInterrupted }: IngestResult, embedder: string): string {
  const parts = [
    `${counted(documents, 'document is', 'documents are')} in`,
    ...(unchanged > 0 ? [`${unchanged} of them as before`] : []),
    ...(leftOut.length > 0 ? [`${leftOut.length} left out`] : []),
  ];
  return `${isInterrupted ? 'interrupted: ' : ''}${parts.join(', ')}; ${counted(chunks, 'new piece')} by ${embedder}\n`;
}

function reportFields(result: IngestResult, embedder: string, missing: readonly string[]): object {
  return {
    documents: result.documents,
    unchanged: result.unchanged,
    chunks: result.chunks,
    embedder,
    left_out: result.leftOut.map(({ path, message }) => ({ path, message })),
    missing,
    interrupted: result.isInterrupted,
  };
}

const SHOWN = 200;

function showResults(found: readonly FoundPiece[]): string {
  if (found.length === 0) return 'Nothing was found.\n';
  return found
    .map(({ id, content, score, chunk }, at) => {
      const text = content.replaceAll(/\s+/g, ' ').replaceAll(/\p{C}/gu, '?');
      const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
      return `${at + 1}. ${score.toFixed(3)}  ${id.replaceAll(/\p{C}/gu, '?')} (piece ${chunk})\n   ${shown}\n`;
    })
    .join('');
}

function showStats(all: readonly (readonly [string, NamespaceStats])[]): string {
  if (all.length === 0) return 'Nothing has been taken in.\n';
  const rows = all.map(([name, { documents, chunks, bytes, usage, embedders }]) => [
    name,
    String(documents),
    String(chunks),
    describeBytes(bytes),
    String(usage.searches),
    Object.keys(embedders).join(', '),
  ]);
  return table([['SCOPE', 'DOCUMENTS', 'PIECES', 'SIZE', 'SEARCHES', 'EMBEDDER'], ...rows]);
}

function statsFields([scope, stats]: readonly [string, NamespaceStats]): object {
  const { documents, chunks, vectors, bytes, tokens, embedders, usage } = stats;
  return { scope, documents, chunks, vectors, bytes, tokens, embedders, searches: usage.searches };
}

function documentFields(scope: string, { id, content, metadata, createdAt, expiresAt }: KeptDocument): object {
  return {
    id,
    scope,
    content,
    metadata,
    created_at: new Date(createdAt).toISOString(),
    ...(expiresAt === undefined ? {} : { expires_at: new Date(expiresAt).toISOString() }),
  };
}
