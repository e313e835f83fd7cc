import { Client, credentials, Metadata, type ChannelCredentials, type ClientOptions } from '@grpc/grpc-js';
import { createHmac } from 'node:crypto';
import { definitions } from './definitions.js';

export type Message = Record<string, unknown>;

/** The header that Gitaly wants (gitaly.md 1.2). */
export function bearer(token: string, issued = Math.floor(Date.now() / 1000)): string {
  return `Bearer v2.${createHmac('sha256', token).update(String(issued)).digest('hex')}.${issued}`;
}

/** Calls a server with nothing of its own: no retry, no header but those given. For tests of the stand-in itself. */
export class RawClient {
  private readonly client: Client;

  constructor(target: string, options: ClientOptions = {}, channel: ChannelCredentials = credentials.createInsecure()) {
    this.client = new Client(target.replace(/^(tcp|tls):\/\//, ''), channel, {
      'grpc.enable_retries': 0,
      'grpc.enable_http_proxy': 0,
      ...options,
    });
  }

  /**
   * All messages of the answer, one for a method without a stream; throws the ServiceError of a failure.
   * @param requests several only for a stream, which is then closed unless `leaveOpen`
   */
  async call(
    method: string,
    requests: Message | readonly Message[],
    headers: Readonly<Record<string, string | Buffer>> = {},
    { deadline = 10_000, leaveOpen = false } = {},
  ): Promise<Message[]> {
    const { path, requestSerialize, responseDeserialize, requestStream } = methodNamed(method);
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
    const options = { deadline: Date.now() + deadline };
    const { client } = this;
    let call: AsyncIterable<unknown>;
    if (requestStream) {
      const stream = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, metadata, options);
      for (const request of [requests].flat()) stream.write(request);
      if (!leaveOpen) stream.end();
      call = stream;
    } else {
      call = client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, requests, metadata, options);
    }
    const answers: Message[] = [];
    for await (const message of call) answers.push(message as Message);
    return answers;
  }

  close(): void {
    this.client.close();
  }
}

function methodNamed(name: string) {
  const method = Object.values(definitions).find((service) => service[name] !== undefined)?.[name];
  if (method === undefined) throw new Error(`no such method: ${name}`);
  return method;
}
