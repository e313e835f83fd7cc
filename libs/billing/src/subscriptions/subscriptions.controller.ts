import { Controller, Get, Param, Post, Put } from '@nestjs/common';
import { CurrentUser, requireAdministrator, UserCaller, type AuthenticatedUser } from '@app/auth';
import { BelongsTo, Parameters, type Reply } from '@app/platform';
import { unlessVanished } from '../namespaces/vanished.js';
import { answer, NAMESPACE_NOT_FOUND } from '../refusals.js';
import { ChangeSubscriptionParameters, CreateSubscriptionParameters } from './subscription.parameters.js';
import { presentSubscription } from './subscription.presenter.js';
import { Subscriptions } from './subscriptions.js';

/**
 * `/namespaces/:id/gitlab_subscription`: the portal sells, owners look. Whether the caller is an administrator is asked
 * here, after the parameters: whoever sends bad ones is told so with 400 first (billing.md 1.6).
 */
@Controller('namespaces/:id/gitlab_subscription')
@BelongsTo('subscription_management')
@UserCaller()
export class SubscriptionsController {
  constructor(private readonly subscriptions: Subscriptions) {}

  @Post()
  async create(
    @Param('id') id: string,
    @CurrentUser() user: AuthenticatedUser,
    @Parameters() parameters: CreateSubscriptionParameters,
  ): Promise<Reply> {
    requireAdministrator(user);
    const created = await unlessVanished(this.subscriptions.create(id, parameters), NAMESPACE_NOT_FOUND);
    return answer(created, 201, presentSubscription);
  }

  @Put()
  async change(
    @Param('id') id: string,
    @CurrentUser() user: AuthenticatedUser,
    @Parameters() parameters: ChangeSubscriptionParameters,
  ): Promise<Reply> {
    requireAdministrator(user);
    return answer(await this.subscriptions.change(id, parameters), 200, presentSubscription);
  }

  @Get()
  async read(@Param('id') id: string, @CurrentUser() user: AuthenticatedUser): Promise<Reply> {
    return answer(await this.subscriptions.read(id, user), 200, presentSubscription);
  }
}
