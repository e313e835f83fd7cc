/** Where a Gitaly listens, as the gRPC library wants to be told. */
export interface GitalyTarget {
  readonly target: string;
  readonly tls: boolean;
  /** Name that the certificate must be made out to, where the target does not begin with it. */
  readonly certificateName?: string;
}

const HOST_AND_PORT = /^(\[[0-9a-f:.]+\]|[^\s/:[\]]+):(\d{1,5})$/i;

/**
 * Reads an address in the forms that Gitaly's own clients take (gitaly.md 1.1): `unix:/path`, `tcp://host:port`,
 * `tls://host:port`, `dns:host:port`, `dns:///host:port`, `dns://server:port/host:port`, and `dns+tls:` like `dns:`.
 * Undefined for any other: the library would find the mistake at the first call only.
 */
export function parseGitalyAddress(address: string): GitalyTarget | undefined {
  const [, scheme, rest = ''] = /^([a-z+]+):(.*)$/s.exec(address) ?? [];
  switch (scheme) {
    case 'unix':
      return /^(?:\/\/)?\/[^/\s]\S*$/.test(rest) ? { target: address, tls: false } : undefined;
    case 'tcp':
    case 'tls': {
      const place = rest.startsWith('//') ? rest.slice(2) : '';
      return isHostAndPort(place) ? { target: place, tls: scheme === 'tls' } : undefined;
    }
    case 'dns':
    case 'dns+tls':
      return parseDns(rest, scheme === 'dns+tls');
    default:
      return undefined;
  }
}

function parseDns(rest: string, tls: boolean): GitalyTarget | undefined {
  const [, server = '', place = ''] = /^(?:\/\/([^/]*)\/)?(.*)$/s.exec(rest) ?? [];
  if (!isHostAndPort(place) || (server !== '' && !isHostAndPort(server))) return undefined;
  const target = `dns:${rest}`;
  return tls ? { target, tls, certificateName: place.replace(/:\d+$/, '') } : { target, tls };
}

function isHostAndPort(text: string): boolean {
  const port = Number(HOST_AND_PORT.exec(text)?.[2]);
  return port >= 1 && port <= 65535;
}
