import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, DriverAdapterError } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

/** What the bindings export beside their classes; the package's types leave it out. */
interface Bindings {
  SchemaEngine: typeof SchemaEngine;
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
}

let ready: Promise<Bindings> | undefined;

/** Prisma's schema engine as WebAssembly on the database at `url`, for `work`: nothing is downloaded and no binary is started. */
export async function withSchemaEngine<T>(url: string, schema: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  ready ??= instantiate();
  const { SchemaEngine } = await ready;
  const pool = new pg.Pool({ connectionString: url, max: 1, options: '-c timezone=UTC' });
  const engine = await SchemaEngine.new({ datamodels: [['schema.prisma', schema]] }, () => undefined, factoryFor(pool));
  try {
    return await work(engine);
  } finally {
    engine.free();
    await pool.end();
  }
}

// The adapter would cut a script at every semicolon, those inside of functions too. Sent as one, it is also one transaction.
function factoryFor(pool: pg.Pool): object {
  const factory = new PrismaPg(pool);
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    adapter.executeScript = async (script) => {
      await pool.query(script).catch(rethrow);
    };
    return adapter;
  };
  return bindMigrationAwareSqlAdapterFactory(factory);
}

// In the engine's own terms, so that it says what Postgres said.
function rethrow({ code = '', severity = '', message }: pg.DatabaseError): never {
  throw new DriverAdapterError({
    kind: 'postgres',
    code,
    severity,
    message,
    detail: undefined,
    column: undefined,
    hint: undefined,
  });
}

async function instantiate(): Promise<Bindings> {
  const known = bindings as unknown as Bindings;
  const file = createRequire(import.meta.url)
    .resolve('@prisma/schema-engine-wasm')
    .replace('schema_engine.js', 'schema_engine_bg.wasm');
  const { instance } = await WebAssembly.instantiate(await readFile(file), {
    './schema_engine_bg.js': Object.fromEntries(Object.entries(bindings).map(([name, value]) => [name, importOf(name, value)])),
  });
  known.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  return known;
}

// The engine leaves a timer of ten seconds behind, which would keep a finished process waiting for it.
function importOf(name: string, value: unknown): WebAssembly.ImportValue {
  if (!name.startsWith('__wbg_setTimeout_')) return value as WebAssembly.ImportValue;
  return (...args: unknown[]) => (value as (...args: unknown[]) => NodeJS.Timeout)(...args).unref();
}
