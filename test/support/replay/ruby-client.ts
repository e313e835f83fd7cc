import { exchange, type RawAnswer } from './exchange.js';

type Values = readonly (readonly [name: string, value: string])[];

/** `URI.encode_www_form`. */
const encode = (values: Values): string => new URLSearchParams(values.map(([name, value]) => [name, value])).toString();

/**
 * The Ruby shell of v8 and v9, and the Ruby hooks: everything is a form, the secret is one of its fields as the file holds
 * it, and a GET has a form body too (clients.md 1.3, 1.4).
 */
export class RubyReplay {
  constructor(
    private readonly url: string,
    private readonly secret: string,
  ) {}

  get(endpoint: string, query: Values = []): Promise<RawAnswer> {
    return this.send('GET', query.length === 0 ? endpoint : `${endpoint}?${encode(query)}`, []);
  }

  post(endpoint: string, values: Values): Promise<RawAnswer> {
    return this.send('POST', endpoint, values);
  }

  private send(method: string, endpoint: string, values: Values): Promise<RawAnswer> {
    return exchange(this.url, {
      method,
      target: `/api/v4/internal${endpoint}`,
      headers: [
        ['Accept-Encoding', 'gzip;q=1.0,deflate;q=0.6,identity;q=0.3'],
        ['Accept', '*/*'],
        ['User-Agent', 'Ruby'],
        ['Content-Type', 'application/x-www-form-urlencoded'],
        ['Connection', 'close'],
      ],
      body: encode([...values, ['secret_token', this.secret]]),
    });
  }
}
