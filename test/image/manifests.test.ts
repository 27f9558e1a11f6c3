import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { readHostEnvironment, readOwnerEnvironment, readServeEnvironment } from '../../src/config/environment.ts';

const textOf = (name: string) => readFile(new URL(`../../${name}`, import.meta.url), 'utf8');

// Of images that aren't ours.
const NOT_OURS = ['POSTGRES_PASSWORD', 'OWNER_PASSWORD', 'SERVE_PASSWORD', 'NODE_ENV'];

/** Every name that the environment is read for. */
function namesRead(): Set<string> {
  const names = new Set<string>();
  const variables = new Proxy<Record<string, string | undefined>>({}, { get: (_, name) => void names.add(String(name)) });
  readServeEnvironment(false, variables);
  readHostEnvironment(variables);
  readOwnerEnvironment(variables);
  return names;
}

interface Service {
  image: string;
  command?: string[];
  environment?: Record<string, string>;
  env_file?: string[];
  user?: string;
  read_only?: boolean;
  tmpfs?: string[];
  cap_drop?: string[];
  security_opt?: string[];
  volumes?: string[];
  secrets?: string[];
  healthcheck?: { test?: string[]; disable?: boolean };
  depends_on?: Record<string, { condition: string }>;
  stop_grace_period?: string;
}

const compose = async () => parse(await textOf('compose.yaml')) as { services: Record<string, Service>; secrets: object };

describe('compose.yaml', () => {
  it('names no variable that nothing reads', async () => {
    const known = namesRead();
    for (const [name, { environment = {} }] of Object.entries((await compose()).services))
      for (const variable of Object.keys(environment))
        expect([name, variable, known.has(variable) || NOT_OURS.includes(variable)]).toEqual([name, variable, true]);
  });

  it('tells of every variable of its own that must be given, and of none else', async () => {
    const text = await textOf('compose.yaml');
    const given = new Set([...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name));
    const told = new Set([...text.matchAll(/^#.*$/gm)].join('\n').match(/\b[A-Z]+_[A-Z_]+\b/g));
    expect([...given].filter((name) => !told.has(name as string))).toEqual([]);
    expect([...told].filter((name) => !given.has(name) && !namesRead().has(name))).toEqual([]);
  });

  it('starts a bot that lacks nothing, as the app, without the owner’s login', async () => {
    const { nightlatch } = (await compose()).services;
    const environment = {
      ...nightlatch?.environment,
      SLACK_BOT_TOKEN: 'xoxb-x',
      SLACK_SIGNING_SECRET: 'x',
      PAGERDUTY_TOKEN: 'x',
    };
    expect(readServeEnvironment(false, filledIn(environment))).toMatchObject({ ok: true });
    expect(environment).toHaveProperty('DATABASE_URL', expect.stringContaining('//nightlatch_serve:'));
    expect(environment).not.toHaveProperty('DATABASE_OWNER_URL');
  });

  it('migrates as the owner before the bot starts', async () => {
    const { migrate, nightlatch } = (await compose()).services;
    expect(readOwnerEnvironment(filledIn(migrate?.environment ?? {}))).toMatchObject({ ok: true });
    expect(migrate?.command).toEqual(['migrate']);
    expect(nightlatch?.depends_on?.migrate).toEqual({ condition: 'service_completed_successfully' });
    expect(migrate?.depends_on?.postgres).toEqual({ condition: 'service_healthy' });
  });

  it.each(['migrate', 'nightlatch'])('%s may write nothing, is not root and gains nothing', async (name) => {
    const service = (await compose()).services[name];
    expect(service).toMatchObject({
      read_only: true,
      tmpfs: ['/tmp'],
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
    expect(service?.user).toBe(`\${NIGHTLATCH_UID:-1000}:\${NIGHTLATCH_UID:-1000}`);
  });

  it('mounts key and policy where the bot looks, and nothing that it could write to', async () => {
    const { services, secrets } = await compose();
    const { environment, volumes, secrets: used } = services.nightlatch as Service;
    expect(environment?.NIGHTLATCH_KEY_FILE).toBe(`/run/secrets/${used?.[0]}`);
    expect(Object.keys(secrets)).toEqual(used);
    expect(volumes).toEqual(['./policy:/etc/nightlatch:ro']);
    expect(await textOf('Dockerfile')).toContain('NIGHTLATCH_POLICY=/etc/nightlatch/nightlatch.yml');
  });

  it('gives a stop the time that it takes', async () => {
    expect((await compose()).services.nightlatch?.stop_grace_period).toBe('30s');
  });
});

function filledIn(environment: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, value.replaceAll(/\$\{\w+:\?[^}]*\}/g, 'filled-in')]),
  );
}

// As much of it as is looked at.
interface Manifest {
  kind: string;
  metadata: { name: string };
  spec: {
    selector?: { matchLabels: object } & object;
    replicas?: number;
    minAvailable?: number;
    ports?: { targetPort: string }[];
    template?: { metadata: { labels: object; annotations?: Record<string, string> }; spec: Pod };
  };
}

interface Pod {
  terminationGracePeriodSeconds?: number;
  securityContext: object;
  containers: Container[];
  initContainers?: Container[];
  volumes?: { name: string }[];
}

interface Container {
  name: string;
  args?: string[];
  command?: string[];
  env?: { name: string; value: string }[];
  ports?: { name: string; containerPort: number }[];
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[];
  securityContext: object;
  livenessProbe?: { httpGet: { path: string; port: string } };
  readinessProbe?: { httpGet: { path: string; port: string } };
}

async function manifest(kind: string): Promise<Manifest> {
  const all = parseAllDocuments(await textOf('docs/kubernetes.yaml')).map((document) => document.toJS() as Manifest);
  const found = all.find((one) => one.kind === kind);
  if (!found) throw new Error(`no ${kind}`);
  return found;
}

const podOf = async (kind: string) => (await manifest(kind)).spec.template?.spec as Pod;

describe('docs/kubernetes.yaml', () => {
  it('is whole YAML', async () => {
    for (const document of parseAllDocuments(await textOf('docs/kubernetes.yaml'))) expect(document.errors).toEqual([]);
  });

  it('names no variable that nothing reads, in comments neither', async () => {
    const known = namesRead();
    const [container] = (await podOf('Deployment')).containers;
    for (const { name } of container?.env ?? []) expect([name, known.has(name)]).toEqual([name, true]);
    const told = [...(await textOf('docs/kubernetes.yaml')).matchAll(/^#.*$/gm)].join('\n').match(/\b[A-Z]+_[A-Z_]+\b/g) ?? [];
    expect(told.filter((name) => !known.has(name))).toEqual([]);
  });

  it('starts two bots that lack nothing but what the secrets hold', async () => {
    const { spec } = await manifest('Deployment');
    const given = Object.fromEntries((spec.template?.spec.containers[0]?.env ?? []).map(({ name, value }) => [name, value]));
    const secret = {
      SLACK_BOT_TOKEN: 'xoxb-x',
      SLACK_SIGNING_SECRET: 'x',
      PAGERDUTY_TOKEN: 'x',
      DATABASE_URL: 'postgresql://a@b/n',
    };
    const reading = readServeEnvironment(false, { ...given, ...secret });
    expect(reading).toMatchObject({ ok: true, environment: { metrics: { host: '0.0.0.0', port: 9464 } } });
    expect(spec.replicas).toBe(2);
  });

  it('asks and scrapes where the bot listens', async () => {
    const { spec } = await manifest('Deployment');
    const [container] = spec.template?.spec.containers ?? [];
    expect(container?.ports).toEqual([
      { name: 'http', containerPort: 3000 },
      { name: 'metrics', containerPort: 9464 },
    ]);
    expect(await textOf('Dockerfile')).toContain('PORT=3000');
    expect(spec.template?.metadata.annotations?.['prometheus.io/port']).toBe('9464');
    expect(container?.livenessProbe?.httpGet).toEqual({ path: '/healthz', port: 'http' });
    expect(container?.readinessProbe?.httpGet).toEqual({ path: '/readyz', port: 'http' });
    expect((await manifest('Service')).spec.ports?.[0]?.targetPort).toBe('http');
  });

  it('leaves a stop its delay and the 25 s after it', async () => {
    const { terminationGracePeriodSeconds, containers } = await podOf('Deployment');
    const delay = Number(containers[0]?.env?.find(({ name }) => name === 'STOP_DELAY')?.value);
    expect(terminationGracePeriodSeconds).toBeGreaterThan(delay + 25);
  });

  it('runs nothing as root and lets nothing write but to the key’s copy and /tmp', async () => {
    for (const kind of ['Deployment', 'Job']) {
      const pod = await podOf(kind);
      expect(pod.securityContext).toMatchObject({
        runAsNonRoot: true,
        runAsUser: 1000,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      for (const { securityContext } of [...pod.containers, ...(pod.initContainers ?? [])])
        expect(securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
    }
    const [container] = (await podOf('Deployment')).containers;
    expect(container?.volumeMounts?.filter(({ readOnly }) => !readOnly).map(({ mountPath }) => mountPath)).toEqual(['/tmp']);
  });

  it('finds every volume that it mounts, and the policy where the image looks', async () => {
    const { containers, initContainers = [], volumes = [] } = await podOf('Deployment');
    const made = volumes.map(({ name }) => name);
    for (const { volumeMounts = [] } of [...containers, ...initContainers])
      for (const { name } of volumeMounts) expect(made).toContain(name);
    expect(containers[0]?.volumeMounts).toContainEqual({ name: 'policy', mountPath: '/etc/nightlatch', readOnly: true });
  });

  it('selects the bots, and not the migration', async () => {
    const bots = { 'app.kubernetes.io/name': 'nightlatch', 'app.kubernetes.io/component': 'serve' };
    expect((await manifest('Deployment')).spec.template?.metadata.labels).toEqual(bots);
    expect((await manifest('Deployment')).spec.selector?.matchLabels).toEqual(bots);
    expect((await manifest('PodDisruptionBudget')).spec).toEqual({ minAvailable: 1, selector: { matchLabels: bots } });
    expect((await manifest('Service')).spec.selector).toEqual(bots);
    expect((await manifest('Job')).spec.template?.metadata.labels).not.toEqual(bots);
  });
});
