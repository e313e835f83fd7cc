import { Module } from '@nestjs/common';
import { DecisionModule } from '../allowed/decision.module.js';
import { Explanations } from './explanations.js';

/** For an operator who asks why. */
@Module({ imports: [DecisionModule], providers: [Explanations], exports: [Explanations] })
export class ExplanationModule {}
