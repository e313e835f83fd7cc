import type { Duplex } from 'node:stream';
import type { ClientBase, Connection } from 'pg';

/** What `pg` keeps of a connection and names in no type. */
interface Internals {
  readonly host: string;
  readonly port: number;
  /** Of the server's greeting: they entitle to cancel what the connection runs. */
  readonly processID: number | null;
  readonly secretKey: number | null;
  readonly connection: Connection & { readonly stream: Duplex };
}

export const internalsOf = (client: ClientBase): Internals => client as unknown as Internals;
