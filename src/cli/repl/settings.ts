// What can be set in the prompt with .set, by options of the command, and in the section `repl` of the configuration. Control thread.

import type { PromptSettings } from '../../config/config.js';
import { hasSecret, SECRETS } from '../../config/prompt-secrets.js';

export interface ReplSettings {
  /** A name of `THEMES`. */
  theme: string;
  keys: 'emacs' | 'vi';
  /** Inputs are kept in the history. */
  history: boolean;
  /** So many of earlier sessions are read. */
  history_size: number;
  /** Regular expressions: inputs in which one is found are not kept. */
  secrets: readonly string[];
  /** The line below the prompt. */
  status: boolean;
  /** How long each run took is said. */
  perf: boolean;
  /** Local variables of one input are there in the next. */
  locals: boolean;
}

export const FIRST_SETTINGS: ReplSettings = {
  theme: 'dark',
  keys: 'emacs',
  history: true,
  history_size: 20_000,
  secrets: SECRETS,
  status: true,
  perf: false,
  locals: true,
};

export function configured(given: PromptSettings): ReplSettings {
  return {
    theme: given.theme.value,
    keys: given.keys.value === 'vi' ? 'vi' : 'emacs',
    history: given.history.value,
    history_size: given.historySize.value,
    secrets: given.secrets.value,
    status: given.status.value,
    perf: false,
    locals: given.locals.value,
  };
}

/** Whether an input may be kept: one that begins with a blank is not, nor one that says a secret. */
export function isKept({ history, secrets }: ReplSettings, input: string): boolean {
  return history && !input.startsWith(' ') && !hasSecret(secrets, input);
}
