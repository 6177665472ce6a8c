// A real terminal for the built command: a detached tmux session of its own server, driven by keys and read from its screen.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { peer } from './peer.js';
import { cliPath } from './run-cli.js';

export const tmux = peer('tmux');

const LIMIT_MS = 30_000;

/** The built command, as shell words. */
export const CLI = `'${process.execPath}' '${cliPath}'`;

export class Terminal {
  private readonly codeFile: string;

  /**
   * Runs `llmspell ARGS`, or another command, in a terminal of 100 by 30.
   *
   * @param args shell words
   * @param folder absolute path; for the socket and the exit code, one per terminal
   * @param program shell words
   */
  constructor(
    args: string,
    private readonly folder: string,
    program = CLI,
  ) {
    this.codeFile = join(folder, 'code');
    // The shell outlives the terminal, to tell how the command has ended.
    const command = `trap '' HUP; ${program} ${args}; echo $? > '${this.codeFile}'`;
    this.tmux(
      '-f',
      '/dev/null',
      'new-session',
      '-d',
      '-x',
      '100',
      '-y',
      '30',
      command,
      ';',
      'set',
      'remain-on-exit',
      'on',
    );
  }

  /** Keys as tmux names them: `C-c`, `Enter`, or text. */
  keys(...keys: string[]): void {
    this.tmux('send-keys', '--', ...keys);
  }

  /** What the screen shows and what has left it at its top, once `text` is there; with escape sequences for colours. */
  async shows(text: string): Promise<string> {
    return this.poll(`the screen to show "${text}"`, () => {
      // The message that a program has ended moves everything up by a line.
      const screen = this.tmux('capture-pane', '-p', '-e', '-S', '-');
      return screen.includes(text) ? screen : undefined;
    });
  }

  /** What the screen shows, once it shows `text`, whatever its colours. */
  async showsPlain(text: string): Promise<string> {
    return this.poll(`the screen to show "${text}"`, () => {
      const screen = this.tmux('capture-pane', '-p');
      return screen.includes(text) ? screen : undefined;
    });
  }

  /** The exit code of the command, as a shell gives it. */
  async code(): Promise<number> {
    return this.poll('the command to end', () => {
      const text = existsSync(this.codeFile) ? readFileSync(this.codeFile, 'utf8').trim() : '';
      return text === '' ? undefined : Number(text);
    });
  }

  /** Takes the terminal away, as closing its window does. */
  hangUp(): void {
    this.tmux('kill-server');
  }

  private lastScreen(): string {
    try {
      return this.tmux('capture-pane', '-p');
    } catch {
      return 'the terminal has gone';
    }
  }

  private tmux(...args: string[]): string {
    const env = { PATH: process.env['PATH'], HOME: this.folder, TERM: 'xterm-256color', LANG: 'C.UTF-8' };
    return execFileSync(tmux.path, ['-S', join(this.folder, 'tmux'), ...args], {
      encoding: 'utf8',
      env,
      stdio: 'pipe',
    });
  }

  private async poll<T>(what: string, look: () => T | undefined): Promise<T> {
    const end = Date.now() + LIMIT_MS;
    while (Date.now() < end) {
      const found = look();
      if (found !== undefined) return found;
      await wait(25);
    }
    throw new Error(`waited ${LIMIT_MS} ms for ${what}\n${this.lastScreen()}`);
  }
}
