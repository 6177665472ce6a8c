// Finds applications: folders with a `main.lua`, and perhaps a `config.toml` and a `README.md`. Control thread.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { SpellError } from '../../base/errors.js';
import { didYouMean } from '../../base/nearest.js';
import { packageFolder } from '../package-folder.js';

export interface App {
  readonly name: string;
  readonly folder: string;
  readonly main: string;
  readonly config?: string;
  /** What its README.md says, or nothing. */
  readonly readme: string;
  /** It was installed, by the user or with llmspell. One that a working directory brings along may say less in its configuration. */
  readonly isTrusted: boolean;
}

export interface AppPlaces {
  readonly workingDirectory?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

interface Place {
  readonly folder: string;
  readonly isTrusted: boolean;
}

/** Where applications are looked for; of those with the same name the first counts. */
export function appPlaces({ workingDirectory = process.cwd(), environment = process.env }: AppPlaces = {}): Place[] {
  const configured = environment['XDG_DATA_HOME']?.trim() ?? '';
  const shared = configured.startsWith('/') ? configured : join(environment['HOME'] ?? homedir(), '.local', 'share');
  return [
    { folder: resolve(workingDirectory, 'applications'), isTrusted: false },
    { folder: join(packageFolder(), 'examples', 'applications'), isTrusted: true },
    { folder: join(shared, 'llmspell', 'applications'), isTrusted: true },
  ];
}

/** By name. */
export function listApps(places?: AppPlaces): readonly App[] {
  const apps = new Map<string, App>();
  for (const place of appPlaces(places)) {
    for (const name of namesIn(place.folder)) {
      const app = readApp(name, place);
      if (app !== undefined && !apps.has(name)) apps.set(name, app);
    }
  }
  return [...apps.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** @throws SpellError `APP_NOT_FOUND` */
export function findApp(name: string, places?: AppPlaces): App {
  const apps = listApps(places);
  const found = apps.find((app) => app.name === name);
  if (found !== undefined) return found;
  const names = apps.map((app) => app.name);
  const folder = appPlaces(places)
    .map((place) => join(place.folder, name))
    .find((path) => name !== '' && !/[/\\]/.test(name) && existsSync(path));
  const problem =
    folder === undefined ? `there is no application '${name}'${didYouMean(name, names)}` : `${folder} has no main.lua`;
  throw new SpellError('APP_NOT_FOUND', problem, {
    help: `llmspell app list shows them; they are looked for in ${appPlaces(places)
      .map(({ folder }) => folder)
      .join(', ')}`,
    details: { app: name },
  });
}

/** The first paragraph of the README.md, on one line. */
export function descriptionOf({ readme }: App): string {
  const [first = ''] = readme.split(/\n\s*\n/).filter((part) => !/^\s*(#|$)/.test(part));
  return first.replaceAll(/\s+/g, ' ').trim();
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // The place is not there, or is not for us.
    return [];
  }
}

function readApp(name: string, { folder: place, isTrusted }: Place): App | undefined {
  const folder = join(place, name);
  const main = join(folder, 'main.lua');
  if (!isScript(main)) return undefined;
  const config = join(folder, 'config.toml');
  const readme = join(folder, 'README.md');
  return {
    name,
    folder,
    main,
    ...(existsSync(config) ? { config } : {}),
    readme: textOf(readme),
    isTrusted,
  };
}

function isScript(path: string): boolean {
  try {
    return !statSync(path).isDirectory();
  } catch {
    // It is not there, what should be its folder is a file, or it is not for us.
    return false;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // An application runs without a README.md.
    return '';
  }
}
