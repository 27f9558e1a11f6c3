import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The page's files, in memory. */
export interface PageBundle {
  js: string;
  css: string;
}

const entry = fileURLToPath(new URL('./page/main.tsx', import.meta.url));

/** Bundles the page; `undefined` when its sources are not there. */
export async function bundlePage(): Promise<PageBundle | undefined> {
  if (!existsSync(entry)) return undefined;
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [entry],
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    jsx: 'automatic',
    target: 'es2022',
    outdir: 'page',
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.woff': 'dataurl', '.woff2': 'dataurl', '.svg': 'dataurl', '.png': 'dataurl' },
    logLevel: 'silent',
  });
  const ending = (name: string) => outputFiles.find(({ path }) => path.endsWith(name))?.text ?? '';
  return { js: ending('.js'), css: ending('.css') };
}
