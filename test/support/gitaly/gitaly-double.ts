import { Server, ServerCredentials, type ServiceDefinition } from '@grpc/grpc-js';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { authenticate } from './authentication.js';
import { blobService } from './blob-service.js';
import { Calls } from './calls.js';
import { commitService } from './commit-service.js';
import { definitions } from './definitions.js';
import { diffService } from './diff-service.js';
import type { Certificate } from './certificate.js';
import { Faults, type Fault } from './faults.js';
import type { About, Service } from './messages.js';
import { Listeners } from './listeners.js';
import { refService } from './ref-service.js';
import { repositoryService } from './repository-service.js';
import { OVERSIZED, serveStream, serveUnary, type Host } from './serve-method.js';
import { healthService, serverService } from './server-service.js';
import { DEFAULT_SETTINGS, type GitalySettings } from './settings.js';
import { open } from './storages.js';

const SERVICES: Readonly<Record<string, Service>> = {
  'gitaly.RepositoryService': repositoryService,
  'gitaly.RefService': refService,
  'gitaly.CommitService': commitService,
  'gitaly.DiffService': diffService,
  'gitaly.BlobService': blobService,
  'gitaly.ServerService': serverService,
  'grpc.health.v1.Health': healthService,
};

/** How it listens with TLS. */
interface Secured {
  readonly certificate: Certificate;
  /** Negotiates `h2`; newer servers negotiate nothing. */
  readonly alpn: boolean;
}

/**
 * A stand-in for Gitaly: a gRPC server on a Unix socket and on TCP that answers from bare repositories through the `git`
 * command line, and behaves in the points of gitaly.md section 5. What arrives is recorded, and can be made to fail.
 *
 * ```ts
 * const gitaly = await GitalyDouble.start({ storages: { default: folder }, token: 'secret' });
 * gitaly.fault('CommitIsAncestor', { code: status.UNAVAILABLE, times: 1 });
 * gitaly.calls.methods; // ['RepositoryExists', 'CommitIsAncestor', 'CommitIsAncestor']
 * ```
 */
export class GitalyDouble {
  readonly calls = new Calls();
  readonly settings: GitalySettings;
  private readonly faults = new Faults();
  private readonly folder = mkdtempSync(join(tmpdir(), 'gitaly-'));
  private readonly socket = join(this.folder, 'gitaly.socket');
  private server?: Server;
  private listeners?: Listeners;
  private port = 0;
  private tlsPort = 0;

  private constructor(
    settings: Partial<GitalySettings>,
    private readonly secured?: Secured,
  ) {
    this.settings = { ...DEFAULT_SETTINGS, ...settings };
  }

  /** @param secured listens with TLS as well */
  static async start(settings: Partial<GitalySettings> = {}, secured?: Secured): Promise<GitalyDouble> {
    const double = new GitalyDouble(settings, secured);
    await double.restart();
    return double;
  }

  /** `unix:/…` */
  get unix(): string {
    return `unix:${this.socket}`;
  }

  /** `tcp://127.0.0.1:<port>` */
  get tcp(): string {
    return `tcp://127.0.0.1:${this.port}`;
  }

  /** `tls://localhost:<port>` */
  get tls(): string {
    return `tls://localhost:${this.tlsPort}`;
  }

  /** Connections that are open at this moment. */
  get connections(): number {
    return this.listeners?.connections ?? 0;
  }

  /** From now on calls of this method, named without its service, go wrong. */
  fault(method: string, fault: Fault): void {
    this.faults.set(method, fault);
  }

  /** Nothing goes wrong any more, and nothing is on record. */
  forget(): void {
    this.faults.clear();
    this.calls.forget();
  }

  /** The process is gone: connections break, and nobody listens. */
  crash(): void {
    this.listeners?.crash();
    this.server?.forceShutdown();
    rmSync(this.socket, { force: true });
  }

  /** Listens again, on the addresses of before. */
  async restart(): Promise<void> {
    const server = new Server();
    const host = this.host();
    for (const [name, methods] of Object.entries(SERVICES)) {
      const definition = definitions[name];
      if (definition === undefined) throw new Error(`${name} is not defined`);
      const handlers = Object.entries(methods).map(([method, answer]) => {
        const serve = definition[method]?.responseStream ? serveStream : serveUnary;
        return [method, serve(method, answer, host)] as const;
      });
      server.addService(withOversized(definition), Object.fromEntries(handlers));
    }
    const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
    const listeners = new Listeners((socket: Socket) => injector.injectConnection(socket));
    await listeners.plain({ path: this.socket });
    this.port = await listeners.plain({ host: '127.0.0.1', port: this.port });
    if (this.secured) {
      const { certificate, alpn } = this.secured;
      const { cert, key } = certificate;
      const protocols = alpn ? { ALPNProtocols: ['h2'] } : {};
      this.tlsPort = await listeners.tls(
        { cert, key, ...protocols },
        { host: '127.0.0.1', port: this.tlsPort },
        this.socket,
      );
    }
    this.server = server;
    this.listeners = listeners;
  }

  close(): void {
    this.crash();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private host(): Host {
    const { settings } = this;
    return {
      admit: (name, call) => ({
        record: this.calls.begin(name, call.metadata, call.getDeadline()),
        fault: this.faults.take(name),
        check: () => {
          // Health asks for a token up to 16.7.
          if (name === 'Check' && settings.era === 'now') return;
          authenticate(call.metadata, settings.token, settings.clock());
        },
        die: () => this.crash(),
      }),
      answer: (method, request, metadata) =>
        method(request as never, {
          metadata,
          settings,
          open: ({ repository }: About) => open(repository, metadata, settings),
        }),
    };
  }
}

/** The service, able to answer with more bytes than a client takes. */
function withOversized(definition: ServiceDefinition): ServiceDefinition {
  const widened = Object.entries(definition).map(([name, method]) => {
    const responseSerialize = (message: unknown) =>
      message === OVERSIZED ? Buffer.alloc(5 * 1024 * 1024) : method.responseSerialize(message);
    return [name, { ...method, responseSerialize }] as const;
  });
  return Object.fromEntries(widened);
}
