// Where configuration files are looked for. Control thread.

import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Environment } from './environment.js';

export interface FoundFile {
  readonly path: string;
  /** Named by the user, or in a folder of the user's own. A file that a folder brings along may say less. */
  readonly isTrusted: boolean;
}

export interface Places {
  readonly environment?: Environment;
  readonly workingDirectory?: string;
  readonly homeDirectory?: string;
}

/** In the order in which they win. */
export function candidateFiles(places: Places = {}): readonly FoundFile[] {
  const { workingDirectory = process.cwd(), homeDirectory = homedir() } = places;
  const own = ['llmspell.toml', '.llmspell.toml'].map((name) => resolve(workingDirectory, name));
  const home = [join(homeDirectory, '.llmspell.toml'), join(homeDirectory, '.llmspell', 'config.toml')];
  const users = [...home, join(userFolder(places), 'config.toml')];
  return [
    ...own.filter((path) => !users.includes(path)).map((path) => ({ path, isTrusted: false })),
    ...users.map((path) => ({ path, isTrusted: true })),
  ];
}

/** Those of the candidates that are there. Only their folders are looked at. */
export function discoverFiles(places: Places = {}): readonly FoundFile[] {
  return candidateFiles(places).filter(({ path }) => existsSync(path));
}

/** The user's folder for configuration and keys. */
export function userFolder({ environment = process.env, homeDirectory = homedir() }: Places = {}): string {
  const configured = environment['XDG_CONFIG_HOME']?.trim() ?? '';
  return join(configured.startsWith('/') ? configured : join(homeDirectory, '.config'), 'llmspell');
}
