import { Module } from '@nestjs/common';
import { GitalyClients } from '../gitaly/gitaly-clients.js';
import { GitalyMetrics } from '../gitaly/gitaly-metrics.js';
import { AllowedFactsReader } from './allowed.facts.js';
import { CollaborationsReader } from './collaboration/collaborations.js';
import { DecisionDriver } from './decision-driver.js';
import { RepositoryContents } from './repository-content/repository-contents.js';
import { StorageChecks } from './repository-content/storage-checks.js';
import { SecondFactors } from './second-factors.js';
import { SideQuestions } from './side-questions.js';

/** What a decision takes and no endpoint: for `/allowed`, and for an operator who asks why. */
@Module({
  providers: [
    AllowedFactsReader,
    CollaborationsReader,
    SecondFactors,
    SideQuestions,
    GitalyMetrics,
    GitalyClients,
    RepositoryContents,
    StorageChecks,
    DecisionDriver,
  ],
  exports: [AllowedFactsReader, RepositoryContents, DecisionDriver],
})
export class DecisionModule {}
