import { constants } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** One instruction of the Dockerfile's last stage. */
interface Instruction {
  word: string;
  rest: string;
}

/** What the image's last stage holds and starts with, as a folder: its files come from this checkout, its packages from the ones installed here. */
export interface Image {
  folder: string;
  /** What `ENV` sets. */
  environment: Record<string, string>;
  entrypoint: string[];
  command: string[];
  healthcheck: string[];
  user: string;
}

/** Reads the Dockerfile and copies what its last stage copies; of the packages only those that neither `dev` nor `optional` alone needs. */
export async function anImage(): Promise<Image> {
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-image-'));
  const stage = await lastStage();
  const rules = await ignoreRules();
  for (const { word, rest } of stage) if (word === 'COPY') await copy(rest.split(' '), folder, rules);
  const only = (word: string) => stage.find((one) => one.word === word)?.rest ?? '';
  return {
    folder,
    environment: Object.fromEntries(
      only('ENV')
        .split(' ')
        .map((pair) => pair.split('=', 2) as [string, string]),
    ),
    entrypoint: JSON.parse(only('ENTRYPOINT')),
    command: JSON.parse(only('CMD')),
    healthcheck: JSON.parse(only('HEALTHCHECK').replace(/^.*?CMD /, '')),
    user: only('USER'),
  };
}

/** The packages that `npm ci --omit=dev --omit=optional` installs, as folders. */
export async function packagesKept(): Promise<string[]> {
  const lock = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')) as { packages: Record<string, Locked> };
  const kept = Object.entries(lock.packages).filter(([, { dev, optional, devOptional }]) => !(dev || optional || devOptional));
  return kept.map(([path]) => path).filter((path) => path.startsWith('node_modules/'));
}

interface Locked {
  dev?: boolean;
  optional?: boolean;
  devOptional?: boolean;
}

async function lastStage(): Promise<Instruction[]> {
  const text = (await readFile(join(ROOT, 'Dockerfile'), 'utf8')).replaceAll(/^#.*\n/gm, '').replaceAll('\\\n', ' ');
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const from = lines.findLastIndex((line) => line.startsWith('FROM '));
  return lines.slice(from + 1).map((line) => {
    const [word = '', ...rest] = line.split(' ');
    return { word, rest: rest.join(' ') };
  });
}

async function copy(words: string[], folder: string, rules: readonly Rule[]): Promise<void> {
  const [first = '', ...others] = words;
  const target = join(folder, words.at(-1) ?? '');
  if (first === '--from=packages') return copyPackages(target);
  // Made by a stage before; here `prisma generate` has made it.
  if (first === '--from=generated') return cloned(join(ROOT, (others[0] ?? '').replace('/app/', '')), target);
  for (const source of words.slice(0, -1)) {
    if (!isSent(source, rules)) throw new Error(`${source} is copied into the image and isn't sent to the build`);
    const isFile = (await stat(join(ROOT, source))).isFile();
    await cloned(join(ROOT, source), isFile ? join(target, basename(source)) : target, (path) =>
      isSent(relative(ROOT, path), rules),
    );
  }
}

// Each by itself: a package of its own below another has its own line in the lock file.
async function copyPackages(target: string): Promise<void> {
  for (const path of await packagesKept()) {
    const from = join(ROOT, path);
    const own = join(from, 'node_modules');
    await cloned(from, join(dirname(target), path), (inside) => inside !== own);
  }
}

async function cloned(from: string, to: string, filter: (path: string) => boolean = () => true): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await cp(from, to, { recursive: true, mode: constants.COPYFILE_FICLONE, filter, dereference: true });
}

interface Rule {
  path: string;
  isSent: boolean;
}

// Of Docker's patterns those that we use: names of files and folders, and `*` for all.
async function ignoreRules(): Promise<Rule[]> {
  const lines = (await readFile(join(ROOT, '.dockerignore'), 'utf8'))
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const [all, ...rules] = lines.map((line) => ({ path: line.replace(/^!/, ''), isSent: line.startsWith('!') }));
  if (all?.path !== '*' || rules.some(({ path }) => /[*?[\]]/.test(path)))
    throw new Error('.dockerignore has patterns that are not understood here');
  return rules;
}

// The last rule that fits decides.
function isSent(path: string, rules: readonly Rule[]): boolean {
  return rules.findLast((rule) => path === rule.path || path.startsWith(`${rule.path}/`))?.isSent ?? false;
}
