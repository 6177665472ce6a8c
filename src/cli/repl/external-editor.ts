// Lets a text be changed in the editor of VISUAL or EDITOR. Control thread.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpellError } from '../../base/errors.js';

/** The text as it was saved; undefined where the editor says that it has failed. @throws SpellError `USAGE` where there is none */
export async function editOutside(text: string): Promise<string | undefined> {
  const editor = process.env['VISUAL'] ?? process.env['EDITOR'] ?? 'vi';
  const folder = mkdtempSync(join(tmpdir(), 'llmspell-edit-'));
  const file = join(folder, 'input.lua');
  try {
    writeFileSync(file, text, { mode: 0o600 });
    // It may have arguments of its own.
    const code = await started('sh', ['-c', `${editor} "$1"`, 'sh', file]);
    if (code === 126 || code === 127) {
      throw new SpellError('USAGE', `the editor '${editor}' cannot be started`, {
        help: 'set EDITOR to one that is there',
      });
    }
    return code === 0 ? readFileSync(file, 'utf8').replace(/\n$/, '') : undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A program that has this terminal; its exit code. */
export function started(program: string, args: readonly string[], cwd = process.cwd()): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', cwd });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
