import { boot, Logger } from '@app/platform';
import { CommandFactory } from 'nest-commander';
import { AdminModule } from './admin.module.js';

await boot(async (configuration) => {
  const app = await CommandFactory.createWithoutRunning(AdminModule.forConfiguration(configuration), {
    abortOnError: false,
    bufferLogs: true,
  });
  app.useLogger(app.get(Logger));
  await CommandFactory.runApplication(app);
  await app.close();
});
