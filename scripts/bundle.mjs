// Bundles what dist/ consists of: one file per thread, which is all that a start loads, and in chunks/ what is imported at its
// first use: packages, the makers of reports, and what reads Lua without running it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';

/** Packages that stay packages: they load files of their own (native code, WebAssembly) by place. */
const external = ['@photostructure/sqlite', 'jq-web', 'sqlite-vec', 'zeromq'];

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
  // debuggers, and of modules for `node --enable-source-maps`.
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

/** What `scripts/starter.mjs` calls: code of a thread as one function, which can be compiled from a code cache. */
const asFunction = {
  format: 'cjs',
  outExtension: { '.js': '.bundle.js' },
  banner: { js: '(function(require,$mport,__url){' },
  footer: { js: '})' },
  define: { 'import.meta.url': '__url' },
};

/**
 * @param {string} root of the repository
 * @param {Readonly<Record<string, string>>} threads names of what starters run and their sources
 * @param {Readonly<Record<string, string>>} modules names of the modules for others and their sources
 * @param {string} outdir relative to root or absolute
 * @returns {Promise<import('esbuild').Metafile>} of everything that was written
 */
export async function bundle(root, threads, modules, outdir) {
  /** @type {Map<string, string>} name of the chunk, source */
  const lazy = new Map();
  const starts = await build({
    ...shared,
    ...asFunction,
    absWorkingDir: root,
    entryPoints: { ...threads },
    outdir,
    plugins: [collectLazy(root, lazy)],
  });
  for (const file of Object.keys(starts.metafile.outputs)) if (file.endsWith('.js')) leaveImports(join(root, file));
  const libraries = await build({
    ...shared,
    absWorkingDir: root,
    entryPoints: { ...modules },
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
    inputs: { ...starts.metafile.inputs, ...libraries.metafile.inputs, ...chunks.metafile.inputs },
    outputs: { ...starts.metafile.outputs, ...libraries.metafile.outputs, ...chunks.metafile.outputs },
  };
}

/** Code compiled from a cache has no `import()`: the starter's is used, by a name of the same length, so that source maps hold. */
function leaveImports(file) {
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('import("', '$mport("'));
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
