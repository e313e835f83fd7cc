import { connect, createServer } from 'node:net';

/** As many free TCP ports of the loopback address as asked for, all different. */
export async function freePorts(count) {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0, '127.0.0.1')));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/**
 * Why nothing can listen on this address, or undefined: `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`, … A connection is tried
 * too, because some systems let a second program listen on one address of a port that another has taken as a whole.
 */
export async function whyTaken(port, host) {
  try {
    const server = await listen(port, host);
    await new Promise((resolve) => server.close(resolve));
  } catch (error) {
    return error.code;
  }
  const answers = await Promise.all(['127.0.0.1', '::1'].map((address) => answersAt(port, address)));
  return answers.includes(true) ? 'EADDRINUSE' : undefined;
}

function listen(port, host) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => resolve(server));
  });
}

function answersAt(port, host) {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: 500 });
    const done = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => done(true));
    socket.once('timeout', () => done(false));
    socket.once('error', () => done(false));
  });
}
