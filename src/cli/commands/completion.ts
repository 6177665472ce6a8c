// `llmspell completion SHELL`, and `llmspell complete WORDS`, which its scripts call. Control thread.

import { SpellError } from '../../base/errors.js';
import { didYouMean } from '../../base/nearest.js';
import { SHELLS, complete } from '../completions.js';
import type { Completion, Shell } from '../completions.js';

/** The script that a shell evaluates. @throws SpellError `USAGE` */
export function completionScript(name: string | undefined): string {
  const shell = SHELLS.find((known) => known === name);
  if (shell !== undefined) return SCRIPTS[shell];
  const hint = name === undefined ? '' : didYouMean(name, SHELLS);
  throw new SpellError(
    'USAGE',
    name === undefined ? 'completion needs the name of a shell' : `there is no completion for '${name}'${hint}`,
    {
      help: `the shells are ${SHELLS.join(', ')}: llmspell completion bash`,
    },
  );
}

/** One candidate per line, with a tab before its description; a last line `:path` where file names fit too. */
export async function completionAnswer(words: readonly string[]): Promise<string> {
  const { items, isPath } = await complete(words, { kernelIds, appNames, toolNames });
  const lines = items.map(({ value, description }) => `${value}\t${description}\n`);
  return lines.join('') + (isPath ? ':path\n' : '');
}

async function kernelIds(): Promise<Completion[]> {
  const { listKernels } = await import('../../client/kernel-files.js');
  const kernels = await listKernels();
  return kernels.map(({ id, connection }) => ({ value: id, description: `since ${connection.start_time ?? '?'}` }));
}

async function appNames(): Promise<Completion[]> {
  const { descriptionOf, listApps } = await import('../apps/find-apps.js');
  return listApps().map((app) => ({ value: app.name, description: descriptionOf(app) }));
}

async function toolNames(): Promise<Completion[]> {
  const { BUILT_IN_TOOLS } = await import('../../services/tools/built-in-tools.js');
  return BUILT_IN_TOOLS.map(({ name, description }) => ({ value: name, description }));
}

/** Bash splits words at `=` by itself, so that only the part behind it is completed. Without negative subscripts, which bash 3 lacks. */
const BASH = String.raw`# bash completion for llmspell
_llmspell() {
  local line words=() last='' word at=0
  while (( ++at <= COMP_CWORD )); do
    word=${'$'}{COMP_WORDS[at]-}
    if [[ $last == --*= || ( $word == = && $last == --* ) ]]; then
      last+=$word
      words[${'$'}{#words[@]}-1]=$last
    else
      last=$word
      words+=("$word")
    fi
  done
  [[ $last == --*=* ]] && last=${'$'}{last#*=}
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == :path ]]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$last")
    else
      COMPREPLY+=("${'$'}{line%%$'\t'*}")
    fi
  done < <(llmspell complete ${'$'}{words[@]+"${'$'}{words[@]}"} 2>/dev/null)
}
complete -F _llmspell llmspell
`;

const ZSH = String.raw`#compdef llmspell
# zsh completion for llmspell
_llmspell() {
  local line value prefix
  local -a items
  local isPath=0
  while IFS= read -r line; do
    if [[ $line == :path ]]; then
      isPath=1
    else
      value=${'$'}{line%%$'\t'*}
      items+=("${'$'}{value//:/\\:}:${'$'}{line#*$'\t'}")
    fi
  done < <(llmspell complete "${'$'}{(@)words[2,CURRENT]}" 2>/dev/null)
  [[ ${'$'}{words[CURRENT]} == --*=* ]] && compset -P '*='
  (( ${'$'}{#items} )) && _describe 'llmspell' items
  (( isPath )) && _files
}
compdef _llmspell llmspell
`;

const FISH = String.raw`# fish completion for llmspell
function __llmspell_complete
  set -l words (commandline -opc) (commandline -ct)
  for line in (llmspell complete $words[2..-1] 2>/dev/null)
    if test "$line" = :path
      __fish_complete_path (string replace -r '^--[^=]*=' '' -- (commandline -ct))
    else if string match -qr '^--[^=]*=' -- (commandline -ct)
      echo (string match -r '^--[^=]*=' -- (commandline -ct))$line
    else
      echo $line
    end
  end
end
complete -c llmspell -f -a '(__llmspell_complete)'
`;

const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
