import { takeSignals } from '../../signals.js';

const signals = takeSignals();
const { runApi } = await import('./api.js');
await runApi(signals);
