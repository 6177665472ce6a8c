// `!command` at the prompt: runs a program of the system where --allow-run permits it. Control thread.

import { SpellError } from '../../base/errors.js';
import type { CliOptions } from '../options.js';
import { started } from './external-editor.js';

/** With a list of programs there is no shell, which could start others. @throws SpellError `PERMISSION_RUN` */
export async function shellEscape(line: string, { permissions }: CliOptions, cwd: string): Promise<void> {
  const { run } = permissions;
  const [program = '', ...args] = line.trim().split(/\s+/);
  if (program === '') return;
  if (run === true) {
    await started('sh', ['-c', line], cwd);
    return;
  }
  const allowed = (typeof run === 'object' ? run : []).flatMap((list) => list.split(','));
  if (!allowed.includes(program)) {
    throw new SpellError('PERMISSION_RUN', `'${program}' may not be started from the prompt`, {
      help: `begin with llmspell repl --allow-run, or --allow-run=${program}`,
    });
  }
  await started(program, args, cwd);
}
