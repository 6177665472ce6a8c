// What stands behind `llmspell agent`. Control thread.

import { SpellError } from '../../base/errors.js';
import { didYouMean } from '../../base/nearest.js';
import { AGENT_TEMPLATES } from '../../services/agents/agent-templates.js';
import { formatJson } from '../kernel/format-json.js';
import { table } from '../kernel/describe.js';
import type { Print } from '../kernel/print.js';
import { toOptions } from '../options.js';
import type { CommandLine } from '../parse-args.js';
import { AGENT_COMMANDS } from './option-table.js';

/** @returns the exit code. @throws SpellError `USAGE`, `CONFIG_*` */
export async function agentCommand(line: CommandLine, print: Print): Promise<number> {
  const [word = '', ...operands] = line.operands;
  const command = AGENT_COMMANDS.find((known) => known === word);
  if (command === undefined) throw unknownCommand(word);
  if (command === 'test') {
    const { testAgent } = await import('./test-agent.js');
    return testAgent(operands, line, print);
  }
  if (operands.length > 0) {
    throw new SpellError('USAGE', 'agent list takes no words', { help: 'write llmspell agent list' });
  }
  const { output } = toOptions(line.options);
  const templates = AGENT_TEMPLATES.map(({ name, description }) => ({ name, description }));
  if (output === 'json' || output === 'pretty') return print(formatJson(templates, output));
  return print(table([['template', 'what it is'], ...templates.map(({ name, description }) => [name, description])]));
}

function unknownCommand(word: string): SpellError {
  return new SpellError(
    'USAGE',
    word === '' ? 'agent needs a command' : `unknown command 'agent ${word}'${didYouMean(word, AGENT_COMMANDS)}`,
    { help: `the commands are agent ${AGENT_COMMANDS.join(', ')}` },
  );
}
