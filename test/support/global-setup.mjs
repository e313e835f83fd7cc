// Node loads this file, not Jest: what is written in TypeScript is compiled on the way in.
import '@swc-node/register/esm-register';

export default async function globalSetup() {
  const { startServers } = await import('./global-setup.impl.ts');
  await startServers();
}
