import { takeSignals } from '../../signals.js';

const signals = takeSignals();
const { runWorker } = await import('./worker.js');
await runWorker(signals);
