import {
  boot,
  createHttpApplication,
  joinMetrics,
  Metrics,
  runUntilStopped,
  supervises,
  superviseWorkers,
  type Signals,
} from '@app/platform';
import { ApiModule } from './api.module.js';

export const runApi = (signals: Signals): Promise<void> =>
  boot(async (configuration) => {
    if (supervises(configuration)) return superviseWorkers(configuration, signals);
    const app = await createHttpApplication(ApiModule.forConfiguration(configuration));
    joinMetrics(app.get(Metrics).registry);
    await app.listen(configuration.PORT, configuration.HOST);
    runUntilStopped(app, signals, app.getHttpServer());
  });
