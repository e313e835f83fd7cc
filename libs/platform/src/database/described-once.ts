import pg, { type Connection, type QueryConfig, type QueryResult, type QueryResultRow } from 'pg';

type Done<Row extends QueryResultRow> = (error: Error | null, result: QueryResult<Row>) => void;

/** What `pg` reads rows by: a part of its result. */
interface Columns {
  fields: unknown;
  _parsers: unknown;
  _prebuiltEmptyResultObject: unknown;
}

/** What `pg` has of a query and names in no type. */
interface DriverQuery {
  name: string | undefined;
  callback: unknown;
  readonly _result: Columns;
  _accumulateRows: boolean;
  submit(connection: Connection): Error | null;
  handleRowDescription(message: object): void;
}

/** Made from a text: a configuration the driver would copy first, property by property. */
const Query = pg.Query as unknown as new (text: string, values?: readonly unknown[]) => DriverQuery;

/** What is known of the statements of one connection. */
class Known {
  readonly columns = new Map<string, Columns>();
  /** The connection as somebody sees it who needs no description. */
  readonly quiet: Connection;

  constructor(connection: Connection) {
    this.quiet = Object.create(connection, { describe: { value: () => undefined } }) as Connection;
  }

  static of(connection: Connection): Known {
    let known = Known.all.get(connection);
    if (known === undefined) Known.all.set(connection, (known = new Known(connection)));
    return known;
  }

  private static readonly all = new WeakMap<Connection, Known>();
}

/**
 * A statement whose columns PostgreSQL describes once for each connection, if it has a name. `pg` asks for them with every
 * execution, and to read them costs more than to read a row (docs/decisions/0017). They cannot be others later: the server
 * refuses to execute such a statement (`isPlanOutdated`).
 */
export class DescribedOnce<Row extends QueryResultRow> extends Query {
  private known: Known | undefined;

  constructor({ name, text, values }: Pick<QueryConfig, 'name' | 'text' | 'values'>, done: Done<Row>) {
    super(text, values);
    this.name = name;
    this.callback = done;
  }

  /** Called by the driver when the statement's turn has come. */
  override submit(connection: Connection): Error | null {
    if (!this.name) return super.submit(connection);
    this.known = Known.of(connection);
    const columns = this.known.columns.get(this.name);
    if (columns === undefined) return super.submit(connection);
    this._result.fields = columns.fields;
    this._result._parsers = columns._parsers;
    this._result._prebuiltEmptyResultObject = columns._prebuiltEmptyResultObject;
    this._accumulateRows = true;
    return super.submit(this.known.quiet);
  }

  override handleRowDescription(message: object): void {
    super.handleRowDescription(message);
    const { fields, _parsers, _prebuiltEmptyResultObject } = this._result;
    if (this.name) this.known?.columns.set(this.name, { fields, _parsers, _prebuiltEmptyResultObject });
  }
}
