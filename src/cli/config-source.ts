// Where the command takes its configuration from. Control thread.

import type { LayerOptions } from '../config/layers.js';
import type { CliOptions } from './options.js';

/** The files and the profiles that options name. */
export function configSource({
  config,
  profile,
  beneath,
  ragProfile,
}: Pick<CliOptions, 'config' | 'profile' | 'beneath' | 'ragProfile'>): Pick<
  LayerOptions,
  'file' | 'profile' | 'beneath' | 'ragProfile'
> {
  return {
    ...(config === undefined ? {} : { file: config }),
    ...(profile === undefined ? {} : { profile }),
    ...(beneath === undefined ? {} : { beneath }),
    ...(ragProfile === undefined ? {} : { ragProfile }),
  };
}
