// Versions of what scripts keep in state, and the way from one to another: scripts define what leads to each. Control thread.

import { SpellError } from '../../base/errors.js';
import type { StateView } from './state-view.js';

/** Where the version of what is kept stands. */
export const VERSION_PLACE = { scope: 'llmspell', key: 'schema_version' } as const;

/** Where nothing was migrated yet. */
export const FIRST_VERSION = '0.0.0';

export interface MigrationPlan {
  readonly from: string;
  readonly to: string;
  /** The versions that lie between, without the first, in their order. */
  readonly steps: readonly string[];
}

/** Nothing leads there. */
export interface NoWay extends Pick<MigrationPlan, 'from' | 'to'> {
  readonly error: string;
}

export class SchemaVersions {
  private readonly defined = new Set<string>();

  /** @throws SpellError `STATE_MIGRATION` */
  define(version: string): void {
    check(version);
    this.defined.add(version);
  }

  /** In their order. */
  all(): readonly string[] {
    return [...this.defined].sort(compareVersions);
  }

  async current(state: Pick<StateView, 'load'>, signal?: AbortSignal): Promise<string> {
    const version = await state.load(VERSION_PLACE.scope, VERSION_PLACE.key, signal);
    return typeof version === 'string' ? version : FIRST_VERSION;
  }

  /** @throws SpellError `STATE_MIGRATION` for what is no version */
  async plan(state: Pick<StateView, 'load'>, to: string, signal?: AbortSignal): Promise<MigrationPlan | NoWay> {
    check(to);
    const from = await this.current(state, signal);
    if (compareVersions(to, from) < 0) {
      return { from, to, error: `state has version ${from}, newer than ${to}, and there is no way back but a backup` };
    }
    if (to !== from && !this.defined.has(to)) {
      return { from, to, error: `no migration leads to version ${to}: State.define_migration defines one` };
    }
    const steps = this.all().filter((each) => compareVersions(each, from) > 0 && compareVersions(each, to) <= 0);
    return { from, to, steps };
  }
}

/** As numbers, part by part. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let part = 0; part < 3; part += 1) {
    const difference = (left?.[part] ?? 0) - (right?.[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function check(version: string): void {
  if (/^\d{1,9}\.\d{1,9}\.\d{1,9}$/.test(version)) return;
  throw wrong(`'${version}' is no version`, 'write three numbers: 1.2.0');
}

function wrong(message: string, help: string): SpellError {
  return new SpellError('STATE_MIGRATION', message, { category: 'Storage error', help });
}
