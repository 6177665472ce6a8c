// The tool `file-search`: lines of files that hold a text or match a pattern. Files are read here, behind the permissions; patterns
// are matched in the pool. Control thread.

import { extname, join } from 'node:path';
import { SpellError } from '../../base/errors.js';
import type { Value } from '../../base/values.js';
import { counted } from '../counted.js';
import { pool } from '../pool/thread-pool.js';
import type { ValueObject } from '../value-kinds.js';
import { TIMEOUT, limitsOf } from './compute-limits.js';
import { walkFiles } from './file-walk.js';
import type { FoundFile } from './file-walk.js';
import { readWhole, withPath } from './files.js';
import { badParameter, requireText } from './parameters.js';
import { textOutput } from './response.js';
import type { SearchedText } from './text-search.js';
import type { Tool, ToolContext } from './tool.js';

/** What is handed to the pool at once. */
const BATCH_BYTES = 4 * 1024 * 1024;
const MAX_MATCHES = 10_000;

export const fileSearch: Tool = {
  name: 'file-search',
  description: 'Finds text or patterns in the files of a directory',
  version: '1.0.0',
  category: 'filesystem',
  parameters: [
    { name: 'pattern', type: 'string', description: 'what to find', required: true },
    { name: 'path', type: 'string', description: 'a directory or a file', required: true },
    { name: 'recursive', type: 'boolean', description: 'in directories below too', default: false },
    { name: 'case_sensitive', type: 'boolean', description: 'capitals matter', default: true },
    { name: 'use_regex', type: 'boolean', description: 'pattern is a regular expression', default: false },
    { name: 'context_lines', type: 'integer', description: 'lines before and after each match', default: 2 },
    { name: 'include_extensions', type: 'array', description: 'only these, as {"lua", "md"}' },
    { name: 'exclude_extensions', type: 'array', description: 'all but these', default: [] },
    { name: 'exclude_dirs', type: 'array', description: 'names of directories to leave out', default: [] },
    { name: 'max_file_size', type: 'integer', description: 'larger files are skipped', default: 10 * 1024 * 1024 },
    { name: 'max_matches_per_file', type: 'integer', description: '0 is no limit', default: 0 },
    { name: 'max_depth', type: 'integer', description: 'how far below', default: 20 },
    TIMEOUT,
  ],
  execute: async (parameters, context) => {
    const path = requireText(fileSearch, parameters, 'path');
    if (parameters['pattern'] === '') throw badParameter(fileSearch, 'pattern', 'it is empty', 'say what to find');
    const found = await withPath('search', path, () => new Search(parameters, context).run(path));
    const { matches, searched, skipped } = found;
    const summary = {
      total_matches: matches.length,
      files_searched: searched,
      files_skipped: skipped.length,
      has_matches: matches.length > 0,
      truncated: matches.length === MAX_MATCHES,
    };
    const message = `Found ${counted(matches.length, 'match', 'matches')} in ${counted(searched, 'file')}`;
    const result = { matches, summary, skipped_files: skipped };
    return textOutput(message, { operation: 'search', success: true, message, result });
  },
};

class Search {
  readonly matches: ValueObject[] = [];
  readonly skipped: string[] = [];
  searched = 0;
  private batch: SearchedText[] = [];
  private batchSize = 0;
  private readonly started = performance.now();

  constructor(
    private readonly parameters: ValueObject,
    private readonly context: ToolContext,
  ) {}

  async run(shownAs: string): Promise<this> {
    const { policy, signal } = this.context;
    const walk = {
      recursive: this.parameters['recursive'] === true,
      maxDepth: Number(this.parameters['max_depth']),
      excludedDirectories: textsOf(this.parameters['exclude_dirs']),
      signal,
    };
    for await (const file of walkFiles(policy.checkRead(shownAs), walk)) {
      if (this.matches.length >= MAX_MATCHES) break;
      if (this.isWanted(file)) await this.take(file, file.name === '' ? shownAs : join(shownAs, file.name));
    }
    await this.flush();
    return this;
  }

  private isWanted(file: FoundFile): boolean {
    const extension = extname(file.path).slice(1).toLowerCase();
    const included = this.parameters['include_extensions'];
    const names = (value: Value): string[] => textsOf(value).map((name) => name.replace(/^\./, '').toLowerCase());
    if (included !== undefined && !names(included).includes(extension)) return false;
    return !names(this.parameters['exclude_extensions']).includes(extension);
  }

  /** Files that are too large, not to be read or no text are skipped. */
  private async take(file: FoundFile, shownAs: string): Promise<void> {
    const bytes = file.size > Number(this.parameters['max_file_size']) ? undefined : await this.read(file.path);
    if (bytes === undefined || bytes.subarray(0, 8192).includes(0)) {
      this.skipped.push(shownAs);
      return;
    }
    this.batch.push({ path: shownAs, text: bytes.toString() });
    this.batchSize += bytes.length;
    if (this.batchSize >= BATCH_BYTES) await this.flush();
  }

  private async read(path: string): Promise<Buffer | undefined> {
    try {
      return await readWhole(path, this.context);
    } catch (error) {
      if (error instanceof SpellError) return undefined;
      throw error;
    }
  }

  private async flush(): Promise<void> {
    if (this.batch.length === 0) return;
    const limits = limitsOf(this.parameters, this.context);
    const timeoutMs = Math.max(1, limits.timeoutMs - (performance.now() - this.started));
    const search = {
      pattern: requireText(fileSearch, this.parameters, 'pattern'),
      isRegex: this.parameters['use_regex'] === true,
      isCaseSensitive: this.parameters['case_sensitive'] === true,
      contextLines: Math.max(0, Number(this.parameters['context_lines'])),
      maxPerFile: Number(this.parameters['max_matches_per_file']) || Infinity,
      maxMatches: MAX_MATCHES - this.matches.length,
    };
    this.matches.push(...(await pool.run('searchTexts', [this.batch, search], { ...limits, timeoutMs })));
    this.searched += this.batch.length;
    [this.batch, this.batchSize] = [[], 0];
  }
}

function textsOf(value: Value): string[] {
  return (Array.isArray(value) ? (value as readonly Value[]) : []).filter((item) => typeof item === 'string');
}
