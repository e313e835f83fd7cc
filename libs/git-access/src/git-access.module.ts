import { Module } from '@nestjs/common';
import { PostReceiveController } from './post-receive/post-receive.controller.js';
import { PostReceiveFactsReader } from './post-receive/post-receive.facts.js';
import { PostReceiveService } from './post-receive/post-receive.service.js';
import { PreReceiveController } from './pre-receive/pre-receive.controller.js';
import { ReferenceCounter } from './reference-counter/reference-counter.js';

/** What GitLab Shell and Gitaly ask around a Git command. */
@Module({
  controllers: [PreReceiveController, PostReceiveController],
  providers: [ReferenceCounter, PostReceiveFactsReader, PostReceiveService],
})
export class GitAccessModule {}
