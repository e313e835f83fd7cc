import '@swc-node/register/esm-register';

export default async function globalTeardown() {
  const { stopServers } = await import('./global-setup.impl.ts');
  await stopServers();
}
