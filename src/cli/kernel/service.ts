// `llmspell kernel service`: a unit for systemd. Control thread.

import type { CommandLine } from '../parse-args.js';
import { forwardedOptions } from './forwarded-options.js';
import { STARTERS } from './option-table.js';
import { ownCommand } from './own-command.js';
import type { Print } from './print.js';
import { toStartOptions } from './start-options.js';

/** @returns the exit code. @throws SpellError `USAGE` */
export async function serviceCommand({ options }: CommandLine, print: Print): Promise<number> {
  const { id = 'main' } = toStartOptions(options);
  const others = forwardedOptions(
    options,
    ({ long, kernel }) =>
      long !== 'id' &&
      (kernel === STARTERS ||
        kernel?.includes('service') === true ||
        long === 'config' ||
        long === 'profile' ||
        long === 'trace'),
  );
  const words = [...ownCommand(), 'kernel', 'start', `--id=${id}`, ...others];
  return print(`[Unit]
Description=LLMSpell kernel ${id}
After=network.target

[Service]
Type=exec
ExecStart=${words.map(quoted).join(' ')}
WorkingDirectory=%h
# Ctrl+C of a terminal interrupts what runs; this ends the kernel.
KillSignal=SIGTERM
TimeoutStopSec=15
Restart=on-failure

[Install]
WantedBy=default.target
`);
}

/** As systemd reads words: `%` and `$` stand for something, unless they are doubled. */
function quoted(word: string): string {
  const text = word.replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /^[\w@%+=:,./$-]+$/.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}
