// The system's keyring, asked by a process of its own: it may wait for its user, and is ended where it waits too long. Control thread.

import type { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Environment } from './environment.js';

/** What keys stand under, as programs that show keyrings call it. */
const SERVICE = 'llmspell';

/** Time to unlock it. */
const TIMEOUT_MS = 20_000;

interface Request {
  readonly action: 'get' | 'set' | 'delete';
  readonly name: string;
  readonly key?: string;
}

export interface KeyringAnswer {
  /** Why it could not be asked; never with a key. */
  readonly problem?: string;
  readonly key?: string;
}

/** Keys go over its pipes, not over its command line. Linux has a second store that does not outlive the session: it is not meant. */
const CHILD = `
  const { package: path, service, action, name, key } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
  let answer = {};
  try {
    const { Entry } = require(path);
    const entry = new Entry(service, name, { linux: { store: 'secret-service' } });
    if (action === 'set') entry.setPassword(key);
    else if (action === 'delete') entry.deleteCredential();
    else answer = { key: entry.getPassword() ?? undefined };
  } catch (error) {
    answer = { problem: String(error.message).split('\\n')[0].slice(0, 200) };
  }
  process.stdout.write(JSON.stringify(answer));
`;

/** Without a way to a keyring nothing is started. */
export function askKeyring(request: Request, environment: Environment = process.env): KeyringAnswer {
  if (!mayHaveKeyring(environment)) return { problem: 'there is no D-Bus session' };
  // Loaded here, since most runs never need it.
  const load = createRequire(import.meta.url);
  const { spawnSync: start } = load('node:child_process') as { readonly spawnSync: typeof spawnSync };
  const input = JSON.stringify({ package: load.resolve('@napi-rs/keyring'), service: SERVICE, ...request });
  const { status, stdout, error } = start(process.execPath, ['-e', CHILD], {
    input,
    env: environment,
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
    windowsHide: true,
  });
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ETIMEDOUT') {
    return { problem: `it did not answer within ${TIMEOUT_MS / 1000} seconds` };
  }
  if (status !== 0) return { problem: 'it could not be asked' };
  return JSON.parse(stdout) as KeyringAnswer;
}

/** Elsewhere the system itself is the keyring. */
function mayHaveKeyring(environment: Environment): boolean {
  if (process.platform === 'win32' || process.platform === 'darwin') return true;
  if ((environment['DBUS_SESSION_BUS_ADDRESS'] ?? '') !== '') return true;
  const folder = environment['XDG_RUNTIME_DIR'] ?? '';
  return folder !== '' && existsSync(join(folder, 'bus'));
}
