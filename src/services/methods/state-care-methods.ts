// What `State` reaches to look after what is kept: versions and backups. Control thread.

import type { HostMethods, Value } from '../../base/values.js';
import type { Services } from '../services.js';
import { compareVersions, FIRST_VERSION, VERSION_PLACE } from '../state/schema-versions.js';
import type { BackupInfo } from '../stores/backup-manifest.js';
import { method } from './method.js';

/** So many of the newest backups stay when old ones are removed. */
const KEPT = 10;

export function stateCareMethods(services: Services): HostMethods {
  return { ...versionMethods(services), ...backupMethods(services) };
}

function versionMethods({ state, scriptState }: Services): HostMethods {
  const { versions } = scriptState;
  return {
    /** (version); the function stays with the engine */
    'state.define_migration': method('State.define_migration', (args) => {
      versions.define(args.text(0));
      return undefined;
    }),

    /** (version) -> {from, to, steps}, or {from, to, error} where nothing leads there */
    'state.migration_plan': method('State.migrate', async (args, { signal }) => {
      return { ...(await versions.plan(state, args.text(0), signal)) };
    }),

    /** (transaction, version) -> whether it is to be done; then its version is kept with what it changes */
    'state.tx.reach': method(
      'State.migrate',
      async (args, { signal }) => {
        const [transaction, version] = [scriptState.transaction(args.text(0)), args.text(1)];
        // Somebody else may have been faster.
        if (compareVersions(await versions.current(transaction, signal), version) >= 0) return false;
        await transaction.save(VERSION_PLACE.scope, VERSION_PLACE.key, version, signal);
        return true;
      },
      1,
    ),

    'state.migration_status': method('State.get_migration_status', async (_args, { signal }) => {
      const current = await versions.current(state, signal);
      const all = versions.all();
      const latest = all.at(-1) ?? current;
      const plan = await versions.plan(state, latest, signal);
      const steps = 'steps' in plan ? plan.steps : [];
      return {
        current_version: current,
        latest_version: latest,
        migration_available: steps.length > 0,
        is_latest: steps.length === 0,
        migration_targets: steps,
        total_schemas: all.length,
      };
    }),

    /** () -> array of versions, the first included */
    'state.schema_versions': method('State.get_schema_versions', () => [FIRST_VERSION, ...versions.all()]),
  };
}

function backupMethods({ backups }: Services): HostMethods {
  return {
    /** () -> {success, id, ...}; backups are always whole */
    'state.create_backup': method('State.create_backup', async () => {
      return { success: true, ...describe(await backups.create()) };
    }),

    'state.list_backups': method('State.list_backups', async () => (await backups.list()).map(describe)),

    /** (id) -> {success, id, entries} */
    'state.restore_backup': method('State.restore_backup', async (args) => {
      const id = args.text(0);
      return { success: true, id, entries: await backups.restore(id) };
    }),

    /** (id) -> {success, id, is_valid, problems} */
    'state.validate_backup': method('State.validate_backup', async (args) => {
      const { id, problems } = await backups.verify(args.text(0));
      return { success: true, id, is_valid: problems.length === 0, problems };
    }),

    'state.storage_usage': method('State.get_storage_usage', async () => {
      const all = await backups.list();
      const sizes = await backups.databaseSizes();
      const used = Object.values(sizes).reduce((sum, bytes) => sum + bytes, 0);
      const backupBytes = all.reduce((sum, { bytes }) => sum + bytes, 0);
      return {
        total_size: used + backupBytes,
        database_size: used,
        databases: sizes,
        backup_size: backupBytes,
        backup_count: all.length,
      };
    }),

    /** (dry_run?) -> {success, dry_run, removed, freed}: all but the newest ten */
    'state.cleanup_backups': method('State.cleanup_backups', async (args) => {
      const isDry = args.optional(0) === true;
      const old = (await backups.list()).slice(KEPT);
      if (!isDry) for (const { id } of old) await backups.remove(id);
      const freed = old.reduce((sum, { bytes }) => sum + bytes, 0);
      return { success: true, dry_run: isDry, removed: old.map(({ id }) => id), freed };
    }),
  };
}

function describe({ id, createdAt, bytes, files }: BackupInfo): { readonly [key: string]: Value } {
  const entries = files.reduce((sum, file) => sum + file.entries, 0);
  return { id, created_at: createdAt, size: bytes, entries };
}
