// Measures the built command and prints a table. Rows come from one file per group; a new group is a file with `rows` in GROUPS.
//
//   npm run bench -- --help

import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import * as calls from './calls.mjs';
import { Context, NODE_MS } from './context.mjs';
import * as cpu from './cpu.mjs';
import * as engine from './engine.mjs';
import * as events from './events.mjs';
import * as hooks from './hooks.mjs';
import * as tools from './tools.mjs';
import * as kernel from './kernel.mjs';
import * as models from './models.mjs';
import * as debuggerRows from './debugger.mjs';
import { parseOptions, USAGE } from './options.mjs';
import * as output from './output.mjs';
import * as repl from './repl.mjs';
import * as retrieval from './retrieval.mjs';
import { remarks, toMarkdown, toText } from './report.mjs';
import { judge, scaledTarget } from './row.mjs';
import * as sessions from './sessions.mjs';
import * as startup from './startup.mjs';

/** @typedef {import('./row.mjs').Result} Result */
/** @typedef {import('./row.mjs').Row} Row */

/** @type {readonly { rows: readonly Row[] }[]} */
const GROUPS = [
  cpu,
  calls,
  startup,
  engine,
  output,
  kernel,
  debuggerRows,
  hooks,
  events,
  sessions,
  tools,
  models,
  repl,
  retrieval,
];

process.exitCode = await main(process.argv.slice(2));

/** @param {readonly string[]} argv @returns {Promise<number>} 0; 1 when a row went wrong; 2 when nothing could be measured */
async function main(argv) {
  const options = readOptions(argv);
  if (!options) return 2;
  if (options.help) return print(USAGE);
  const rows = GROUPS.flatMap((group) => group.rows).filter((row) => isWanted(row, options.only));
  if (rows.length === 0) return complain(`no row matches --only ${options.only.join(', ')}; --list names them`);
  if (options.list) return print(`${rows.map((row) => `${row.group}: ${row.name}`).join('\n')}\n`);

  const context = new Context({ pairs: options.pairs, override: process.env.LLMSPELL_BENCH_COMMAND });
  const { missing } = context;
  if (missing) return complain(missing);
  if (!context.luaVersion) console.error('lua5.4 is not installed: rows that are compared with it are skipped.');
  if (!context.python) console.error('ipykernel is not installed: rows that are compared with it are skipped.');

  /** @type {Result[]} */
  const results = [];
  for (const row of rows) results.push(await measureRow(row, context));
  const machine = describeMachine(context);
  print(`${machine}\n\n${options.markdown ? toMarkdown(results) : toText(results)}\n`);
  for (const remark of remarks(results)) console.error(remark);
  if (options.json) writeFileSync(options.json, `${JSON.stringify(toJson(context, results), null, 2)}\n`);
  return results.some((result) => result.failed !== undefined) ? 1 : 0;
}

/** @param {Row} row @param {readonly string[]} only */
function isWanted({ group, name }, only) {
  return only.length === 0 || only.some((part) => group.includes(part) || name.includes(part));
}

/** @param {Row} row @param {Context} context @returns {Promise<Result>} */
async function measureRow(row, context) {
  const { group, name } = row;
  const target = scaledTarget(row.target, context.scale);
  const lacking = (row.needs ?? []).filter((program) => !context.has(program));
  if (lacking.length > 0)
    return { group, name, target, skipped: `needs ${lacking.join(', ')}, which is not installed` };
  process.stderr.write(`${group}: ${name} ...`);
  const started = performance.now();
  try {
    return judge(row, await row.measure(context), context.scale);
  } catch (error) {
    return { group, name, target, failed: error instanceof Error ? error.message : String(error) };
  } finally {
    process.stderr.write(` ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  }
}

/** @param {Context} context */
function describeMachine({ nodeMs, scale, luaVersion, override }) {
  return [
    `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${availableParallelism()} cores, load ${loadavg()[0].toFixed(2)}`,
    `Node ${process.version}, ${luaVersion ?? 'no lua5.4'}`,
    `node -e 0: ${nodeMs.toFixed(1)} ms; absolute targets, given for ${NODE_MS} ms, are scaled by ${scale.toFixed(2)}`,
    ...(override ? [`measured instead of llmspell: ${override.join(' ')}`] : []),
  ].join('\n');
}

/** @param {Context} context @param {readonly Result[]} results */
function toJson({ nodeMs, scale, luaVersion, override }, results) {
  return {
    measuredAt: new Date().toISOString(),
    processor: cpus()[0]?.model.trim(),
    cores: availableParallelism(),
    load: loadavg(),
    node: process.version,
    lua: luaVersion,
    command: override,
    nodeMs,
    scale,
    rows: results,
  };
}

/** @param {readonly string[]} argv */
function readOptions(argv) {
  try {
    return parseOptions(argv);
  } catch (error) {
    complain(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return undefined;
  }
}

/** @param {string} text */
function print(text) {
  process.stdout.write(text);
  return 0;
}

/** @param {string} text */
function complain(text) {
  console.error(text);
  return 2;
}
