// Where the command takes its configuration from. Control thread.

import type { LayerOptions } from '../config/layers.js';
import type { CliOptions } from './options.js';

/** The files and the profile that options name. */
export function configSource({
  config,
  profile,
  beneath,
}: Pick<CliOptions, 'config' | 'profile' | 'beneath'>): Pick<LayerOptions, 'file' | 'profile' | 'beneath'> {
  return {
    ...(config === undefined ? {} : { file: config }),
    ...(profile === undefined ? {} : { profile }),
    ...(beneath === undefined ? {} : { beneath }),
  };
}
