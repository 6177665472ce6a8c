// What every row is given: the commands that are compared, how many pairs to measure, and alternation.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from './stats.mjs';
import { wallMs } from './process.mjs';

/** @typedef {import('./process.mjs').Command} Command */

const bench = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(bench));

/** Pairs of a row, unless `--pairs` says otherwise. */
export const PAIRS = 11;
/** Absolute targets hold for a machine on which `node -e 0` takes this long. */
export const NODE_MS = 50;

/** @type {Command} */
export const nodeCommand = [process.execPath, '-e', '0'];

export class Context {
  /** @param {{ pairs?: number, override?: string }} options `override` is LLMSPELL_BENCH_COMMAND */
  constructor({ pairs, override }) {
    this.givenPairs = pairs;
    /** @type {Command | undefined} */
    this.override = commandOf(override ?? '');
    this.luaVersion = versionOf('lua5.4');
    /** @type {string | undefined} the Python that has ipykernel and what drives kernels */
    this.python = pythonWith(['ipykernel', 'jupyter_client', 'zmq']);
    /** @type {number} median of `node -e 0` in milliseconds */
    this.nodeMs = median(Array.from({ length: PAIRS }, () => wallMs(nodeCommand)));
    /** @type {number} how slow this machine is: 2 where `node -e 0` takes 100 ms */
    this.scale = this.nodeMs / NODE_MS;
  }

  /** @returns {string | undefined} what keeps the command from being measured */
  get missing() {
    if (this.override)
      return versionOf(this.override[0], '--version') === undefined ? `there is no ${this.override[0]}` : undefined;
    return existsSync(join(root, 'dist/llmspell.cjs'))
      ? undefined
      : 'dist/llmspell.cjs is missing: npm run build makes it';
  }

  /** @param {string} program @returns {boolean} */
  has(program) {
    if (program === 'ipykernel') return this.python !== undefined;
    return program !== 'lua5.4' || this.luaVersion !== undefined;
  }

  /** @param {number} [usual] what the row would take */
  pairs(usual = PAIRS) {
    return this.givenPairs ?? usual;
  }

  /** @param {string} file @returns {Command} our command on a script */
  ours(file) {
    return this.override ? [...this.override, file] : [process.execPath, join(root, 'dist/llmspell.cjs'), 'run', file];
  }

  /** @param {string} code @returns {Command} our command on a line of Lua; not with an override, which knows files only */
  execCommand(code) {
    return this.command('exec', code);
  }

  /** @param {string[]} args @returns {Command} our command with other arguments; not with an override */
  command(...args) {
    return [process.execPath, join(root, 'dist/llmspell.cjs'), ...args];
  }

  /** @param {string} file @returns {Command} */
  theirs(file) {
    return ['lua5.4', file];
  }

  /**
   * Measures two things in alternation, and every second time in the other order, so that what slows the machine down meets both.
   *
   * @template T
   * @param {() => T | Promise<T>} ours
   * @param {() => T | Promise<T>} theirs
   * @param {number} [count]
   */
  async alternate(ours, theirs, count = this.pairs()) {
    /** @type {{ ours: T[], theirs: T[] }} */
    const pairs = { ours: [], theirs: [] };
    for (let i = 0; i < count; i++) {
      if (i % 2 === 1) pairs.theirs.push(await theirs());
      pairs.ours.push(await ours());
      if (i % 2 === 0) pairs.theirs.push(await theirs());
    }
    return pairs;
  }
}

/** @param {string} name without folder and ending @returns {string} */
export function script(name) {
  return join(bench, 'lua', `${name}.lua`);
}

/** @param {string} text words without quoting @returns {Command | undefined} */
function commandOf(text) {
  const [program, ...args] = text.trim().split(/\s+/);
  return program ? [program, ...args] : undefined;
}

/** @param {string} program @param {string} [flag] @returns {string | undefined} its first line; undefined when it cannot be started */
function versionOf(program, flag = '-v') {
  const { error, stdout, stderr } = spawnSync(program, [flag], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return error ? undefined : (stdout || stderr).split('\n')[0];
}

/** @param {readonly string[]} modules @returns {string | undefined} the first python3 on the PATH that has them */
function pythonWith(modules) {
  const code = 'import sys, importlib.util as u; sys.exit(any(u.find_spec(name) is None for name in sys.argv[1:]))';
  const programs = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'python3'));
  return programs.find((program) => spawnSync(program, ['-c', code, ...modules], { stdio: 'ignore' }).status === 0);
}
