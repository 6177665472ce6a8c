// Bundles what dist/ consists of: one file per thread, which is all that a start loads, and in chunks/ what is imported at its
// first use: packages, the makers of reports, and what reads Lua without running it.
import { join, relative } from 'node:path';
import { build } from 'esbuild';

/** Packages that stay packages: they load files of their own (native code) by place. */
const external = ['@photostructure/sqlite', 'zeromq'];

/** Sources that become bundles of their own where they are imported with `import()`; others come along in their importer's file. */
const ownBundles = /^src\/(diagnostics|language)\//;

/** A second copy of these would break `instanceof` between bundles. */
const onlyOnce = ['src/base/errors.ts'];

const shared = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  minifySyntax: true,
  // Every start reads all of the file, and half of it would be names, comments and indentation. Source maps are beside the bundles, for
  // `node --enable-source-maps`.
  minifyWhitespace: true,
  lineLimit: 120,
  minifyIdentifiers: true,
  external,
  metafile: true,
  logLevel: 'warning',
};

/** For packages in CommonJS, which call `require` for modules of Node. */
const banner = {
  js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
};

/**
 * @param {string} root of the repository
 * @param {Readonly<Record<string, string>>} entries names of the files in outdir and their sources
 * @param {string} outdir relative to root or absolute
 * @returns {Promise<import('esbuild').Metafile>} of everything that was written
 */
export async function bundle(root, entries, outdir) {
  /** @type {Map<string, string>} name of the chunk, source */
  const lazy = new Map();
  const starts = await build({
    ...shared,
    absWorkingDir: root,
    entryPoints: { ...entries },
    outdir,
    plugins: [collectLazy(root, lazy)],
  });
  const chunks = await build({
    ...shared,
    absWorkingDir: root,
    entryPoints: Object.fromEntries(lazy),
    outdir: join(outdir, 'chunks'),
    splitting: true,
    chunkNames: '[name]-[hash]',
    banner,
  });
  const copied = onlyOnce.filter((source) => source in chunks.metafile.inputs);
  if (copied.length > 0) throw new Error(`${copied.join(', ')} would be in more than one bundle`);
  return {
    inputs: { ...starts.metafile.inputs, ...chunks.metafile.inputs },
    outputs: { ...starts.metafile.outputs, ...chunks.metafile.outputs },
  };
}

/** Leaves `import()` of what becomes a chunk to run time, and notes the chunk. */
function collectLazy(root, lazy) {
  return {
    name: 'lazy imports',
    setup(plugins) {
      plugins.onResolve({ filter: /./ }, async ({ path, kind, resolveDir, pluginData }) => {
        if (kind !== 'dynamic-import' || pluginData === 'looked up' || external.includes(path)) return undefined;
        const found = await plugins.resolve(path, { kind, resolveDir, pluginData: 'looked up' });
        const source = relative(root, found.path);
        // Not only below root: node_modules may be a link.
        const isPackage = found.path.includes('/node_modules/');
        if (found.errors.length > 0 || (!isPackage && !ownBundles.test(source))) return undefined;
        const name = isPackage ? path.replaceAll(/[^\w.-]+/g, '-').replace(/^-/, '') : nameOf(source);
        lazy.set(name, found.path);
        return { path: `./chunks/${name}.js`, external: true };
      });
    },
  };
}

const nameOf = (source) => source.replace(/^.*\//, '').replace(/\.ts$/, '');
