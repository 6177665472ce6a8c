// `llmspell repl`. Control thread.

import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { wrap } from '../../diagnostics/terminal/text.js';
import { Stage } from '../debug/stage.js';
import { EXIT } from '../exit-codes.js';
import { linkKernel } from '../kernel-link.js';
import type { CliOptions } from '../options.js';
import type { CommandLine } from '../parse-args.js';
import { PipeConsole } from './pipe-console.js';
import { readSettings } from './read-settings.js';
import type { StartFile } from './repl.js';
import { Repl } from './repl.js';
import { TerminalConsole } from './terminal-console.js';

const GREETING = 'Lua 5.4. Enter runs, Tab completes, .help lists commands, Ctrl+D leaves.';

/** @returns the exit code. @throws SpellError `USAGE`, and those of the kernel */
export async function replCommand(line: CommandLine, options: CliOptions): Promise<number> {
  const { settings, keys } = await readSettings(line, options);
  let failed: number | undefined;
  const stage = new Stage(options, {
    onFailure: ({ isClosed }) => {
      failed = isClosed ? EXIT.brokenPipe : EXIT.outputFailed;
      void repl.dispose().then(() => process.exit(failed));
    },
    onTooMuch: () => undefined,
  });
  const { stdin, stdout } = process;
  const isTerminal = stdin.isTTY && stdout.isTTY;
  const isDumb = isTerminal && process.env['TERM'] === 'dumb';
  if (isTerminal && !line.options.has('quiet')) stdout.write(`${wrap(GREETING, stdout.columns || 80).join('\n')}\n`);
  const repl = new Repl({
    cli: options,
    settings,
    keys,
    stage,
    reloads: line.options.has('reload'),
    openLink: (connect) => linkKernel({ ...options, connect }, stage.logger),
    openConsole: (opened) =>
      isTerminal && !isDumb ? new TerminalConsole(opened, stage.hasColor) : new PipeConsole(isDumb),
  });
  try {
    return await repl.start(startFile(), codesOf(line));
  } finally {
    await repl.dispose();
  }
}

function codesOf({ options, operands }: CommandLine): readonly string[] {
  return [
    ...operands.map((file) => `.run ${file}`),
    ...(options.get('eval') ?? []).filter((code) => typeof code === 'string'),
  ];
}

/** What is run at every start. */
function startFile(): StartFile | undefined {
  const folder = process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
  const path = join(folder, 'llmspell', 'repl.lua');
  return existsSync(path) ? { path, code: readFileSync(path, 'utf8') } : undefined;
}
