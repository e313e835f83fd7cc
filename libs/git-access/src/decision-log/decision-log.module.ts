import { Module } from '@nestjs/common';
import { AccessDecisions } from './access-decisions.js';

/** The log of decisions for those who read it. */
@Module({ providers: [AccessDecisions], exports: [AccessDecisions] })
export class DecisionLogModule {}
