import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { DirectoryModule, InstanceSettingsModule, KeyUsageModule } from '@app/directory';
import { AllowedController } from './allowed/allowed.controller.js';
import { AllowedService } from './allowed/allowed.service.js';
import { DecisionModule } from './allowed/decision.module.js';
import { OperationLimit } from './allowed/operation-limit.js';
import { ProjectCreation } from './allowed/project-creation/project-creation.js';
import { DecisionLog } from './decision-log/decision-log.js';
import { DecisionMetrics } from './decision-log/decision-metrics.js';
import { GitAuditEventController } from './git-audit-event/git-audit-event.controller.js';
import { LfsAuthenticateController } from './lfs-authenticate/lfs-authenticate.controller.js';
import { LfsAuthenticateService } from './lfs-authenticate/lfs-authenticate.service.js';
import { LfsObjectController } from './lfs-object/lfs-object.controller.js';
import { PostReceiveController } from './post-receive/post-receive.controller.js';
import { PostReceiveFactsReader } from './post-receive/post-receive.facts.js';
import { MergeRequestOptions } from './post-receive/push-options/merge-request-options.js';
import { MergeRequestTargets } from './post-receive/push-options/merge-request-target.js';
import { PostReceiveService } from './post-receive/post-receive.service.js';
import { PreReceiveController } from './pre-receive/pre-receive.controller.js';
import { NoticeWriter } from './push-notices/notice-writer.js';
import { PushNotices } from './push-notices/push-notices.js';
import { ReferenceCounter } from './reference-counter/reference-counter.js';
import { UserActivity } from './usage/user-activity.js';

/** What GitLab Shell and Gitaly ask around a Git command. */
@Module({
  imports: [DecisionModule, DirectoryModule, InstanceSettingsModule, KeyUsageModule, JwtModule.register({})],
  controllers: [
    AllowedController,
    GitAuditEventController,
    LfsAuthenticateController,
    LfsObjectController,
    PreReceiveController,
    PostReceiveController,
  ],
  providers: [
    AllowedService,
    OperationLimit,
    DecisionLog,
    DecisionMetrics,
    ProjectCreation,
    NoticeWriter,
    PushNotices,
    UserActivity,
    LfsAuthenticateService,
    ReferenceCounter,
    PostReceiveFactsReader,
    PostReceiveService,
    MergeRequestOptions,
    MergeRequestTargets,
  ],
})
export class GitAccessModule {}
