import {
  boot,
  createHttpApplication,
  joinMetrics,
  Metrics,
  runUntilStopped,
  supervises,
  superviseWorkers,
} from '@app/platform';
import { ApiModule } from './api.module.js';

await boot(async (configuration) => {
  if (supervises(configuration)) return superviseWorkers(configuration);
  const app = await createHttpApplication(ApiModule.forConfiguration(configuration));
  joinMetrics(app.get(Metrics).registry);
  await app.listen(configuration.PORT, configuration.HOST);
  runUntilStopped(app, app.getHttpServer());
});
