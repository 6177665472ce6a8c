// `llmspell dap`: the DAP server over standard input and output. Control thread.

import { serveDap } from '../../adapters/dap/connection.js';
import type { Logger } from '../../base/log.js';
import { capabilities } from '../../debugger/control/capabilities.js';
import { hasColor } from '../colors.js';
import { createDapSource } from '../dap-source.js';
import { EXIT } from '../exit-codes.js';
import type { CliOptions } from '../options.js';
import { createTraceLogger } from '../trace.js';

/** @returns the exit code, when the client has gone */
export async function dapCommand(options: CliOptions): Promise<number> {
  const logger = stderrLogger(options);
  await serveDap({
    input: process.stdin,
    output: process.stdout,
    source: createDapSource(options, logger),
    capabilities,
    logger,
  });
  return EXIT.ok;
}

export function stderrLogger(options: CliOptions): Logger {
  return createTraceLogger({
    filter: options.trace,
    hasColor: hasColor(process.stderr, options.noColor),
    write: (line) => void process.stderr.write(line),
  });
}
