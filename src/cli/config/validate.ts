// `config validate`: everything that is wrong, each with its place. Control thread.

import { SpellError } from '../../base/errors.js';
import { candidateFiles } from '../../config/discover.js';
import { filesOf, readLayers } from '../../config/layers.js';
import type { LayerOptions } from '../../config/layers.js';
import { loadConfig } from '../../config/load-config.js';
import { unusedVariables } from '../../config/unused-variables.js';
import { hasColor } from '../colors.js';
import { configSource } from '../config-source.js';
import { EXIT } from '../exit-codes.js';
import type { Print } from '../kernel/print.js';
import type { CliOptions } from '../options.js';
import { renderError } from '../print-error.js';

/** @returns 0, or 2 where something is wrong */
export async function validateConfig(options: CliOptions, print: Print): Promise<number> {
  const source = configSource(options);
  const files = filesOf(source).map(({ path }) => path);
  const { problems, warnings } = await lookAt(source);
  if (options.output === 'json' || options.output === 'pretty') {
    const found = problems.map(({ code, message, help, details }) => ({ code, message, help, ...details }));
    const indent = options.output === 'json' ? 0 : 2;
    await print(
      `${JSON.stringify({ valid: problems.length === 0, files, problems: found, warnings }, null, indent)}\n`,
    );
  } else {
    for (const warning of warnings) await print(`warning: ${warning}\n`, 2);
    for (const problem of problems) await print(renderError(problem, hasColor(process.stderr, options.noColor)), 2);
    if (problems.length === 0) await print(summary(files));
  }
  return problems.length === 0 ? EXIT.ok : EXIT.usage;
}

/** Of a file that is no TOML, only that is known. */
async function lookAt(source: LayerOptions): Promise<Seen> {
  try {
    const layers = await readLayers(source);
    const problems = [...layers.problems, ...layers.checkProfiles()];
    if (problems.length === 0) await loadConfig(source);
    const unused = unusedVariables(source.environment ?? process.env);
    return { problems, warnings: unused.map((name) => `no setting has the variable ${name}`) };
  } catch (error) {
    if (error instanceof SpellError) return { problems: [error], warnings: [] };
    throw error;
  }
}

interface Seen {
  readonly problems: readonly SpellError[];
  /** What is not wrong and probably not meant. */
  readonly warnings: readonly string[];
}

function summary(files: readonly string[]): string {
  if (files.length > 0) return files.map((path) => `${path}: nothing is wrong\n`).join('');
  const places = candidateFiles().map(({ path }) => `  ${path}\n`);
  return `There is no configuration file. These are looked for:\n${places.join('')}`;
}
