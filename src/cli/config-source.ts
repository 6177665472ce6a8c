// Where the command takes its configuration from. Control thread.

import type { LayerOptions } from '../config/layers.js';
import type { CliOptions } from './options.js';

/** The file and the profile that options name. */
export function configSource({
  config,
  profile,
}: Pick<CliOptions, 'config' | 'profile'>): Pick<LayerOptions, 'file' | 'profile'> {
  return { ...(config === undefined ? {} : { file: config }), ...(profile === undefined ? {} : { profile }) };
}
