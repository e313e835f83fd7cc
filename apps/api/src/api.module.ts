import { Module, type DynamicModule } from '@nestjs/common';
import { AuthModule } from '@app/auth';
import { BillingModule } from '@app/billing';
import { GitAccessModule } from '@app/git-access';
import { KeysModule } from '@app/keys';
import { KubernetesModule } from '@app/kubernetes';
import { PlatformModule, type Configuration } from '@app/platform';
import { schemas } from '../../schemas.js';

/** The HTTP process: it wires the libraries and adds nothing. */
@Module({})
export class ApiModule {
  static forConfiguration(configuration: Configuration): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        PlatformModule.forProcess({ service: 'internal-api', configuration, schemas, readsReplicas: true }),
        AuthModule,
        GitAccessModule,
        KeysModule,
        KubernetesModule,
        BillingModule,
      ],
    };
  }
}
