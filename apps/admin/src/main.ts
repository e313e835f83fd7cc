import { boot, Logger } from '@app/platform';
import { AdminModule } from './admin.module.js';
import { makeProgram, runCommand } from './program.js';

await boot(async (configuration) => {
  const app = await makeProgram(AdminModule.forConfiguration(configuration));
  app.useLogger(app.get(Logger));
  process.exitCode = await runCommand(app);
  await app.close();
});
