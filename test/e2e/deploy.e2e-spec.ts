import { loadConfiguration, Configuration } from '@app/platform';
import { getMetadataStorage } from 'class-validator';
import * as apps from 'kubernetes-models/apps/v1';
import * as autoscaling from 'kubernetes-models/autoscaling/v2';
import * as batch from 'kubernetes-models/batch/v1';
import * as networking from 'kubernetes-models/networking.k8s.io/v1';
import * as policy from 'kubernetes-models/policy/v1';
import * as core from 'kubernetes-models/v1';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { send } from '../support/http.js';
import { kustomization, manifests, root, settings, workloads, type Container } from '../support/manifests.js';
import { openOperatorWorld, type OperatorWorld } from '../support/operator-world.js';

const schemas: Readonly<Record<string, object>> = {
  'apps/v1': apps,
  'autoscaling/v2': autoscaling,
  'batch/v1': batch,
  'networking.k8s.io/v1': networking,
  'policy/v1': policy,
  v1: core,
};

/** Names of all settings; the class's own checks know them, with a default or without. */
const settingNames = new Set(
  getMetadataStorage()
    .getTargetValidationMetadatas(Configuration, '', true, false)
    .map(({ propertyName }) => propertyName),
);

/** The image's own settings, and the ports that it exposes. */
const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8').replaceAll('\\\n', ' ');
const instructions = dockerfile.split('\n').filter((line) => /^[A-Z]+ /.test(line));
const operands = (instruction: string): string[] =>
  instructions.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.slice(instruction.length + 1));
const image = Object.fromEntries(
  operands('ENV').flatMap((line) => line.split(' ').map((pair) => pair.split('='))),
) as Record<string, string>;

/** The source of a compiled entry file, such as `dist/apps/api/src/main.js`. */
const sourceOf = (file: string): string => join(root, file.replace(/^dist\//, '').replace(/\.js$/, '.ts'));

const stores = { DATABASE_URL: 'postgres://user:secret@postgres/gitlab', REDIS_URL: 'redis://redis' };

describe('deploy/kubernetes', () => {
  it.each(manifests.map((manifest) => [`${manifest.kind} ${manifest.metadata.name}`, manifest] as const))(
    '%s follows the schema of Kubernetes',
    (_, { file: __, ...manifest }) => {
      const Model = (schemas[manifest.apiVersion] as Record<string, new (data: unknown) => { validate(): void }>)[
        manifest.kind
      ];
      expect(Model).toBeDefined();
      expect(() => new Model!(manifest).validate()).not.toThrow();
    },
  );

  it('names every file of its folder', () => {
    const files = readdirSync(join(root, 'deploy/kubernetes')).filter((name) => name.endsWith('.yaml'));
    expect([...kustomization.resources, 'kustomization.yaml'].sort()).toEqual(files.sort());
    expect(kustomization.configMapGenerator).toEqual([{ name: 'internal-api', envs: ['settings.env'] }]);
  });

  it('sets settings that exist, to values that the service takes', () => {
    expect(Object.keys(settings).filter((name) => !settingNames.has(name))).toEqual([]);
    const configuration = loadConfiguration({ ...image, ...settings, ...stores });
    expect(configuration).toMatchObject({ OPERATOR_PORT: 8083, SHUTDOWN_BLACKOUT: 10_000 });
  });

  describe.each(workloads.map((workload) => [workload.metadata.name, workload] as const))('%s', (name, workload) => {
    const { metadata, spec } = workload.template;
    const container = spec.containers[0] as Container;

    it('runs a program that there is, with what it needs', () => {
      expect(container.command[0]).toBe('node');
      expect(existsSync(sourceOf(container.command[1]!))).toBe(true);
      expect(container.envFrom).toEqual([{ configMapRef: { name: 'internal-api' } }]);
      expect(container.env.map((one) => [one.name, one.valueFrom.secretKeyRef.key])).toEqual([
        ['DATABASE_URL', 'DATABASE_URL'],
        ['REDIS_URL', 'REDIS_URL'],
      ]);
    });

    it('finds its secrets in a folder that it cannot write to, and nowhere else', () => {
      const mount = container.volumeMounts.find((one) => one.name === 'secrets');
      expect(mount).toMatchObject({ readOnly: true });
      const files = Object.entries(settings).filter(([setting]) => /_(SECRET|BASE)_FILE$/.test(setting));
      expect(files).toHaveLength([...settingNames].filter((setting) => /_(SECRET|BASE)_FILE$/.test(setting)).length);
      for (const [, file] of files) expect(file.startsWith(`${mount!.mountPath}/`)).toBe(true);
      expect(spec.volumes.find((volume) => volume.name === 'secrets')?.secret?.secretName).toBe('internal-api-secrets');
    });

    it('is nobody, and writes nowhere', () => {
      expect(spec.securityContext).toMatchObject({
        runAsNonRoot: true,
        runAsUser: Number(operands('USER')[0]?.split(':')[0]),
      });
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(manifests.find(({ kind }) => kind === 'ServiceAccount')?.metadata.name).toBe(spec.serviceAccountName);
    });

    it('is selected by what it is called', () => {
      expect(metadata.labels['app.kubernetes.io/name']).toBe(name);
      const policies = manifests.filter(({ kind, metadata: own }) => kind === 'NetworkPolicy' && own.name === name);
      expect(policies.map((one) => one.spec.podSelector?.matchLabels)).toEqual([metadata.labels]);
      if (workload.kind === 'Deployment') expect(workload.spec.selector?.matchLabels).toEqual(metadata.labels);
    });

    if (workload.kind === 'Deployment') {
      it('listens where it is asked, and has time to end', () => {
        const wanted = { http: Number(image.PORT), operator: Number(image.OPERATOR_PORT) };
        for (const port of container.ports ?? [])
          expect(port.containerPort).toBe(wanted[port.name as keyof typeof wanted]);
        expect(metadata.annotations?.['prometheus.io/port']).toBe(image.OPERATOR_PORT);
        const { SHUTDOWN_BLACKOUT, SHUTDOWN_TIMEOUT } = loadConfiguration({ ...settings, ...stores });
        expect(spec.terminationGracePeriodSeconds! * 1000).toBeGreaterThan(SHUTDOWN_BLACKOUT + SHUTDOWN_TIMEOUT);
      });
    }
  });

  it('refers to nothing that is not there', () => {
    const names = workloads.map(({ metadata }) => metadata.name);
    for (const { kind, spec } of manifests) {
      if (kind === 'HorizontalPodAutoscaler') expect(names).toContain(spec.scaleTargetRef?.name);
      if (kind === 'PodDisruptionBudget')
        expect(names).toContain(spec.selector?.matchLabels?.['app.kubernetes.io/name']);
      if (kind === 'Service') expect(names).toContain(spec.selector?.['app.kubernetes.io/name']);
    }
  });
});

describe('the addresses that orchestrators ask', () => {
  let world: OperatorWorld;
  beforeAll(async () => {
    world = await openOperatorWorld();
  });
  afterAll(() => world?.close());

  it('are served on the operator’s port of API and worker', async () => {
    const paths = workloads.flatMap(({ template }) => [
      ...template.spec.containers.flatMap((one) =>
        [one.startupProbe, one.readinessProbe, one.livenessProbe].flatMap((probe) => probe?.httpGet.path ?? []),
      ),
      ...Object.entries(template.metadata.annotations ?? {}).flatMap(([name, path]) =>
        name === 'prometheus.io/path' ? [path] : [],
      ),
    ]);
    const fromImage = [...dockerfile.matchAll(/OPERATOR_PORT}(\/[^`]+)`/g)].map(([, path]) => path as string);
    expect(fromImage).toHaveLength(1);
    for (const path of new Set([...paths, ...fromImage])) {
      for (const operator of [world.ofApi, world.ofWorker]) {
        expect([path, (await send(operator, path)).status]).not.toEqual([path, 404]);
      }
    }
  });
});

interface ComposeService {
  readonly environment?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  readonly ports?: readonly string[];
  readonly stop_grace_period?: string;
}

describe('deploy/compose.yaml', () => {
  const { services } = parse(readFileSync(join(root, 'deploy/compose.yaml'), 'utf8'), { merge: true }) as {
    services: Record<string, ComposeService>;
  };
  const ours = ['api', 'worker', 'migrate'].map((name) => [name, services[name] as ComposeService] as const);

  it.each(ours)('%s has settings that exist, and runs a program that there is', (_, { environment = {}, command }) => {
    expect(Object.keys(environment).filter((name) => !settingNames.has(name))).toEqual([]);
    if (command) expect(existsSync(sourceOf(command[1]!))).toBe(true);
  });

  it('publishes the ports of the image', () => {
    const published = ours.flatMap(([, { ports = [] }]) => ports.map((port) => port.replace(/^.*:/, '')));
    for (const port of published) expect(operands('EXPOSE')[0]!.split(' ')).toContain(port);
  });

  it('gives processes the time that they take to end', () => {
    const { SHUTDOWN_BLACKOUT, SHUTDOWN_TIMEOUT } = loadConfiguration({ ...image, ...stores });
    for (const [name, { stop_grace_period: period = '' }] of ours.filter(([one]) => one !== 'migrate')) {
      expect([name, Number.parseInt(period) * 1000 > SHUTDOWN_BLACKOUT + SHUTDOWN_TIMEOUT]).toEqual([name, true]);
    }
  });
});

describe('the Dockerfile', () => {
  it('sets settings that exist, and exposes the ports that they say', () => {
    expect(Object.keys(image).filter((name) => name !== 'NODE_ENV' && !settingNames.has(name))).toEqual([]);
    expect(operands('EXPOSE')).toEqual([`${image.PORT} ${image.OPERATOR_PORT}`]);
    expect(loadConfiguration({ ...image, ...stores })).toMatchObject({ DATA_DIR: '/data' });
  });

  it('copies what there is, and starts a program that there is', () => {
    const sources = operands('COPY').flatMap((line) => (line.startsWith('--from') ? [] : line.split(' ').slice(0, -1)));
    expect(sources).toContain('docs/openapi.json');
    for (const source of sources) expect([source, existsSync(join(root, source))]).toEqual([source, true]);
    const [, entry] = JSON.parse(instructions.findLast((line) => line.startsWith('CMD ['))!.slice(4)) as string[];
    expect(existsSync(sourceOf(entry!))).toBe(true);
  });
});
