// All layers of the configuration, one over the other: files, profile, environment. Control thread.

import { resolve } from 'node:path';
import type { SpellError } from '../base/errors.js';
import type { Setting } from './config.js';
import { discoverFiles } from './discover.js';
import type { FoundFile, Places } from './discover.js';
import { readEnvironment } from './environment.js';
import type { FileLayer } from './file-layer.js';

export interface LayerOptions extends Places {
  /** The only file that is read; without it those that are found. `LLMSPELL_CONFIG` says the same. */
  readonly file?: string;
  /** `LLMSPELL_PROFILE` says the same. */
  readonly profile?: string;
  /** The profile for retrieval; `rag.profile` says the same. */
  readonly ragProfile?: string;
  /** One more file, which all others go before. */
  readonly beneath?: FoundFile;
}

export interface Layers {
  readonly settings: ReadonlyMap<string, Setting<unknown>>;
  readonly files: readonly FoundFile[];
  readonly profile?: string;
  readonly profiles: readonly string[];
  /** What is wrong with profiles, those too that nobody has chosen. */
  checkProfiles(): readonly SpellError[];
  /** What is wrong, in the order of files, profile and environment. */
  readonly problems: readonly SpellError[];
}

/** @throws SpellError `CONFIG_FILE`, `CONFIG_SYNTAX`, `CONFIG_PROFILE` */
export async function readLayers(options: LayerOptions = {}): Promise<Layers> {
  const { environment = process.env, workingDirectory = process.cwd() } = options;
  const problems: SpellError[] = [];
  const report = (problem: SpellError): void => void problems.push(problem);
  const files = filesOf(options);
  const profile = options.profile ?? worded(environment['LLMSPELL_PROFILE']);
  const layers: FileLayer[] = [];
  if (files.length > 0) {
    const { readFileLayer } = await import('./file-layer.js');
    for (const file of files) layers.push(await readFileLayer(file, report));
  }
  const settings = new Map<string, Setting<unknown>>();
  for (const layer of [...layers].reverse()) addAll(settings, layer.settings);
  let profiles: readonly string[] = [];
  let checkProfiles = (): readonly SpellError[] => [];
  if (files.length > 0 || profile !== undefined) {
    const { profileNames, profileProblems, profileSettings } = await import('./profiles.js');
    profiles = profileNames(layers);
    checkProfiles = () => profileProblems(layers);
    if (profile !== undefined) addAll(settings, profileSettings(profile, layers));
  }
  const names = new Set([...settings.keys()].map((key) => key.replace(/^(mcp|rag)\./, '').split('.')[1] ?? ''));
  addAll(settings, readEnvironment({ environment, workingDirectory, names: [...names] }, report));
  return { settings, files, profiles, problems, checkProfiles, ...(profile === undefined ? {} : { profile }) };
}

/** The one that is named, else those that are found; the first wins. */
export function filesOf(options: LayerOptions): readonly FoundFile[] {
  const { environment = process.env, workingDirectory = process.cwd() } = options;
  const named = options.file ?? worded(environment['LLMSPELL_CONFIG']);
  const files =
    named === undefined ? discoverFiles(options) : [{ path: resolve(workingDirectory, named), isTrusted: true }];
  return options.beneath === undefined ? files : [...files, options.beneath];
}

function worded(text: string | undefined): string | undefined {
  const word = text?.trim() ?? '';
  return word === '' ? undefined : word;
}

function addAll(settings: Map<string, Setting<unknown>>, layer: ReadonlyMap<string, Setting<unknown>>): void {
  for (const [key, setting] of layer) settings.set(key, setting);
}
