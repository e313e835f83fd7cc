import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Stands between the service and a store: answers can come late, and connections can be cut in the middle of one. */
export class StoreProxy {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private answers = 0;
  private cutEvery = 0;
  private delay = 0;
  /** Connections that were cut. */
  cuts = 0;

  private constructor(private target: number) {
    this.server = createServer((client) => this.join(client));
  }

  static async to(port: number): Promise<StoreProxy> {
    const proxy = new StoreProxy(port);
    await new Promise<void>((done) => proxy.server.listen(0, '127.0.0.1', done));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** The same address with this proxy's port. */
  before(url: string): string {
    const address = new URL(url);
    address.port = String(this.port);
    return address.href;
  }

  /** Where connections go that are made from now on. */
  leadTo(port: number): void {
    this.target = port;
  }

  /** From now on one of so many answers ends in its middle, and its connection with it; 0: none. */
  cutOneOf(answers: number): void {
    this.cutEvery = answers;
  }

  /** Milliseconds by which answers come later from now on, as from a store that is far away. */
  delayAnswers(milliseconds: number): void {
    this.delay = milliseconds;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((done) => this.server.close(done));
  }

  private join(client: Socket): void {
    const store = connect(this.target, '127.0.0.1');
    for (const [socket, other] of [
      [client, store],
      [store, client],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
    client.on('data', (chunk) => store.write(chunk));
    store.on('data', (chunk) => {
      // Timers of one delay fire in the order in which they were set.
      if (this.delay > 0) return void setTimeout(() => client.write(chunk), this.delay);
      this.answers += 1;
      if (this.cutEvery === 0 || this.answers % this.cutEvery !== 0) return void client.write(chunk);
      this.cuts += 1;
      client.write(chunk.subarray(0, chunk.length >> 1), () => client.destroy());
    });
  }
}
