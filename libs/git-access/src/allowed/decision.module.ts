import { Module } from '@nestjs/common';
import { AllowedFactsReader } from './allowed.facts.js';
import { CollaborationsReader } from './collaboration/collaborations.js';
import { DecisionDriver } from './decision-driver.js';
import { RepositoryContents } from './repository-content/repository-contents.js';
import { SecondFactors } from './second-factors.js';
import { SideQuestions } from './side-questions.js';

/** What a decision takes and no endpoint: for `/allowed`, and for an operator who asks why. */
@Module({
  providers: [
    AllowedFactsReader,
    CollaborationsReader,
    SecondFactors,
    SideQuestions,
    RepositoryContents,
    DecisionDriver,
  ],
  exports: [AllowedFactsReader, RepositoryContents, DecisionDriver],
})
export class DecisionModule {}
