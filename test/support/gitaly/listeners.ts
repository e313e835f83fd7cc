import { connect, createServer, type ListenOptions, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** Sockets of a server that can go away as a process does: without a word to those who are connected. */
export class Listeners {
  private readonly servers: Server[] = [];
  private readonly sockets = new Set<Socket>();

  constructor(private readonly onConnection: (socket: Socket) => void) {}

  plain(options: ListenOptions): Promise<number> {
    return this.listen(createServer(), 'connection', options, this.onConnection);
  }

  /**
   * Decrypts in front of a Unix socket. Without `ALPNProtocols` none is negotiated, as by newer servers; Node's own
   * HTTP/2 would not take such a connection.
   */
  tls(tls: TlsOptions, options: ListenOptions, path: string): Promise<number> {
    return this.listen(createTlsServer(tls), 'secureConnection', options, (socket) => {
      const inner = connect(path);
      inner.on('error', () => socket.destroy());
      socket.on('close', () => inner.destroy());
      socket.pipe(inner).pipe(socket);
    });
  }

  /** Connections that are open. */
  get connections(): number {
    return this.sockets.size;
  }

  crash(): void {
    for (const server of this.servers) server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  /** Resolves with the port, 0 for a Unix socket. */
  private listen(
    server: Server,
    event: string,
    options: ListenOptions,
    onConnection: (socket: Socket) => void,
  ): Promise<number> {
    this.servers.push(server);
    server.on(event, (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
      socket.on('error', () => undefined);
      onConnection(socket);
    });
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(options, () => {
        const address = server.address();
        resolve(typeof address === 'object' ? (address?.port ?? 0) : 0);
      });
    });
  }
}
