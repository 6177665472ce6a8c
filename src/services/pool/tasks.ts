// What threads of the pool can do, by name; each is loaded at its first use. Input and output are plain data. Pool thread; others
// take its types only.

import type { tableOperation } from '../tools/csv-table.js';
import type { checkRules } from '../tools/data-rules.js';
import type { diffJson } from '../tools/json-diff.js';
import type { runQuery } from '../tools/jq-query.js';
import type { renderTemplate } from '../tools/template-engines.js';
import type { checkSchema } from '../tools/json-schema.js';
import type { changeText } from '../tools/text-changes.js';
import type { writeDiff } from '../tools/text-diff.js';

type Work<F extends (...args: never[]) => unknown> = (...args: Parameters<F>) => Promise<Awaited<ReturnType<F>>>;

export interface Tasks {
  readonly changeText: Work<typeof changeText>;
  readonly checkRules: Work<typeof checkRules>;
  readonly checkSchema: Work<typeof checkSchema>;
  readonly diffJson: Work<typeof diffJson>;
  readonly renderTemplate: Work<typeof renderTemplate>;
  readonly runQuery: Work<typeof runQuery>;
  readonly tableOperation: Work<typeof tableOperation>;
  readonly writeDiff: Work<typeof writeDiff>;
}

export const TASKS: Tasks = {
  changeText: async (...args) => (await import('../tools/text-changes.js')).changeText(...args),
  checkRules: async (...args) => (await import('../tools/data-rules.js')).checkRules(...args),
  checkSchema: async (...args) => (await import('../tools/json-schema.js')).checkSchema(...args),
  diffJson: async (...args) => (await import('../tools/json-diff.js')).diffJson(...args),
  renderTemplate: async (...args) => (await import('../tools/template-engines.js')).renderTemplate(...args),
  runQuery: async (...args) => (await import('../tools/jq-query.js')).runQuery(...args),
  tableOperation: async (...args) => (await import('../tools/csv-table.js')).tableOperation(...args),
  writeDiff: async (...args) => (await import('../tools/text-diff.js')).writeDiff(...args),
};

export type TaskName = keyof Tasks;
export type TaskInput<N extends TaskName> = Parameters<Tasks[N]>;
export type TaskOutput<N extends TaskName> = Awaited<ReturnType<Tasks[N]>>;
