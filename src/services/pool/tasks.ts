// What threads of the pool can do, by name; each is loaded at its first use. Input and output are plain data. Pool thread; others
// take its types only.

import type { hashEmbeddings } from '../retrieval/hash-embedding.js';
import type { prepareDocuments } from '../retrieval/prepare-documents.js';
import type { formatCitations, validateBibliography } from '../citations/citation-operation.js';
import type { tableOperation } from '../tools/csv-table.js';
import type { checkRules } from '../tools/data-rules.js';
import type { diffJson } from '../tools/json-diff.js';
import type { runQuery } from '../tools/jq-query.js';
import type { renderTemplate } from '../tools/template-engines.js';
import type { checkSchema } from '../tools/json-schema.js';
import type { analyzeGraph } from '../tools/graph-analysis.js';
import type { searchTexts } from '../tools/text-search.js';
import type { convertText } from '../tools/text-conversion.js';
import type { changeText } from '../tools/text-changes.js';
import type { writeDiff } from '../tools/text-diff.js';

type Work<F extends (...args: never[]) => unknown> = (...args: Parameters<F>) => Promise<Awaited<ReturnType<F>>>;

export interface Tasks {
  readonly analyzeGraph: Work<typeof analyzeGraph>;
  readonly changeText: Work<typeof changeText>;
  readonly checkRules: Work<typeof checkRules>;
  readonly checkSchema: Work<typeof checkSchema>;
  readonly convertText: Work<typeof convertText>;
  readonly diffJson: Work<typeof diffJson>;
  readonly hashEmbeddings: Work<typeof hashEmbeddings>;
  readonly prepareDocuments: Work<typeof prepareDocuments>;
  readonly formatCitations: Work<typeof formatCitations>;
  readonly renderTemplate: Work<typeof renderTemplate>;
  readonly runQuery: Work<typeof runQuery>;
  readonly searchTexts: Work<typeof searchTexts>;
  readonly tableOperation: Work<typeof tableOperation>;
  readonly validateBibliography: Work<typeof validateBibliography>;
  readonly writeDiff: Work<typeof writeDiff>;
}

export const TASKS: Tasks = {
  analyzeGraph: async (...args) => (await import('../tools/graph-analysis.js')).analyzeGraph(...args),
  changeText: async (...args) => (await import('../tools/text-changes.js')).changeText(...args),
  checkRules: async (...args) => (await import('../tools/data-rules.js')).checkRules(...args),
  checkSchema: async (...args) => (await import('../tools/json-schema.js')).checkSchema(...args),
  convertText: async (...args) => (await import('../tools/text-conversion.js')).convertText(...args),
  diffJson: async (...args) => (await import('../tools/json-diff.js')).diffJson(...args),
  hashEmbeddings: async (...args) => (await import('../retrieval/hash-embedding.js')).hashEmbeddings(...args),
  prepareDocuments: async (...args) => (await import('../retrieval/prepare-documents.js')).prepareDocuments(...args),
  formatCitations: async (...args) => (await import('../citations/citation-operation.js')).formatCitations(...args),
  renderTemplate: async (...args) => (await import('../tools/template-engines.js')).renderTemplate(...args),
  runQuery: async (...args) => (await import('../tools/jq-query.js')).runQuery(...args),
  searchTexts: async (...args) => (await import('../tools/text-search.js')).searchTexts(...args),
  tableOperation: async (...args) => (await import('../tools/csv-table.js')).tableOperation(...args),
  validateBibliography: async (...args) =>
    (await import('../citations/citation-operation.js')).validateBibliography(...args),
  writeDiff: async (...args) => (await import('../tools/text-diff.js')).writeDiff(...args),
};

export type TaskName = keyof Tasks;
export type TaskInput<N extends TaskName> = Parameters<Tasks[N]>;
export type TaskOutput<N extends TaskName> = Awaited<ReturnType<Tasks[N]>>;
