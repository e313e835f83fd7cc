import { Module } from '@nestjs/common';
import { KeyUsageModule } from '@app/directory';
import { AllowedController } from './allowed/allowed.controller.js';
import { AllowedFactsReader } from './allowed/allowed.facts.js';
import { AllowedService } from './allowed/allowed.service.js';
import { DecisionDriver } from './allowed/decision-driver.js';
import { RepositoryContents } from './allowed/repository-content/repository-contents.js';
import { PostReceiveController } from './post-receive/post-receive.controller.js';
import { PostReceiveFactsReader } from './post-receive/post-receive.facts.js';
import { PostReceiveService } from './post-receive/post-receive.service.js';
import { PreReceiveController } from './pre-receive/pre-receive.controller.js';
import { ReferenceCounter } from './reference-counter/reference-counter.js';
import { UserActivity } from './usage/user-activity.js';

/** What GitLab Shell and Gitaly ask around a Git command. */
@Module({
  imports: [KeyUsageModule],
  controllers: [AllowedController, PreReceiveController, PostReceiveController],
  providers: [
    AllowedService,
    AllowedFactsReader,
    DecisionDriver,
    RepositoryContents,
    UserActivity,
    ReferenceCounter,
    PostReceiveFactsReader,
    PostReceiveService,
  ],
})
export class GitAccessModule {}
