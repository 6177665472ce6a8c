// The words that commands take first, for those that are a command each: `config show`. Those of `kernel` are in kernel/. Any thread.

import { SpellError } from '../base/errors.js';
import { didYouMean } from '../base/nearest.js';
import { AGENT_COMMANDS } from './agents/option-table.js';
import { APP_COMMANDS } from './apps/option-table.js';
import { CONFIG_COMMANDS, KEYS_COMMANDS, PROVIDER_COMMANDS } from './config/option-table.js';
import { HISTORY_COMMANDS } from './history/option-table.js';
import { EVENTS_COMMANDS } from './events/option-table.js';
import { HOOKS_COMMANDS } from './hooks/option-table.js';
import { RAG_COMMANDS } from './rag/option-table.js';
import { SESSION_COMMANDS } from './sessions/option-table.js';
import { BACKUP_COMMANDS, STATE_COMMANDS } from './state/option-table.js';
import { TOOL_COMMANDS } from './tools/option-table.js';

export const SUBCOMMANDS: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['config', CONFIG_COMMANDS],
  ['keys', KEYS_COMMANDS],
  ['provider', PROVIDER_COMMANDS],
  ['history', HISTORY_COMMANDS],
  ['session', SESSION_COMMANDS],
  ['state', STATE_COMMANDS],
  ['backup', BACKUP_COMMANDS],
  ['rag', RAG_COMMANDS],
  ['agent', AGENT_COMMANDS],
  ['tool', TOOL_COMMANDS],
  ['events', EVENTS_COMMANDS],
  ['hooks', HOOKS_COMMANDS],
  ['app', APP_COMMANDS],
]);

/** @param word empty where none was written */
export function unknownSubcommand(command: string, word: string): SpellError {
  const known = SUBCOMMANDS.get(command) ?? [];
  return new SpellError(
    'USAGE',
    word === '' ? `${command} needs a command` : `unknown command '${command} ${word}'${didYouMean(word, known)}`,
    { help: `the commands are ${command} ${known.join(', ')}` },
  );
}
