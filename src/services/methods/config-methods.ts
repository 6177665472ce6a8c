// What `Config` reaches. Control thread.

import type { HostMethods } from '../../base/values.js';
import { readOnly } from '../configuration/script-config.js';
import type { Services } from '../services.js';
import { method } from './method.js';

/** What scripts may do with the configuration. */
const PERMISSIONS = {
  read: true,
  modify_providers: false,
  modify_tools: false,
  modify_runtime: false,
  modify_security: false,
  access_secrets: false,
};

export function configMethods({ configuration }: Services): HostMethods {
  return {
    /** Arguments are ignored. */
    'config.get': method('Config.get', () => configuration.all()),

    /** (name) */
    'config.getSection': method('Config.getSection', (args) => configuration.section(args.text(0))),
    'config.getDefaultEngine': method('Config.getDefaultEngine', () => configuration.defaultEngine),

    /** (name); nil where it is not configured */
    'config.getProvider': method('Config.getProvider', (args) => configuration.provider(args.text(0))),
    'config.listProviders': method('Config.listProviders', () => configuration.providerNames()),
    'config.getSecurity': method('Config.getSecurity', () => configuration.security()),
    'config.getTools': method('Config.getTools', () => configuration.section('tools')),
    'config.getPermissions': method('Config.getPermissions', () => PERMISSIONS),
    'config.isFileAccessAllowed': method(
      'Config.isFileAccessAllowed',
      () => configuration.security()['allow_file_access'],
    ),
    'config.isNetworkAccessAllowed': method(
      'Config.isNetworkAccessAllowed',
      () => configuration.security()['allow_network_access'],
    ),

    /** (name, settings) */
    'config.setProvider': method('Config.setProvider', (args) => {
      args.text(0);
      args.table(1);
      throw readOnly('Config.setProvider', 'a configuration file: llmspell config set providers.NAME.base_url URL');
    }),

    /** (settings) */
    'config.setSecurity': method('Config.setSecurity', (args) => {
      args.table(0);
      throw readOnly('Config.setSecurity', '--allow-read, --allow-write, --allow-net, --allow-run or --allow-env');
    }),

    /** (path) */
    'config.addAllowedPath': method('Config.addAllowedPath', (args) => {
      configuration.addPath(args.text(0));
      return undefined;
    }),
    'config.snapshot': method('Config.snapshot', () => configuration.snapshot()),

    /** (what snapshot has returned) */
    'config.restoreSnapshot': method('Config.restoreSnapshot', (args) => {
      configuration.restore(args.any(0));
      return undefined;
    }),
    'config.toJson': method('Config.toJson', () => JSON.stringify(configuration.all())),
  };
}
