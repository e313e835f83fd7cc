import { boot, createHttpApplication, runUntilStopped } from '@app/platform';
import { ApiModule } from './api.module.js';

await boot(async (configuration) => {
  const app = await createHttpApplication(ApiModule.forConfiguration(configuration));
  await app.listen(configuration.PORT, configuration.HOST);
  runUntilStopped(app, app.getHttpServer());
});
