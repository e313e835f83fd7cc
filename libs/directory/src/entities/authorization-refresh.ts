import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { User } from './user.js';

/** Until when the `project_authorizations` of a user hold: from `stale_on` on, a membership or share has run out. */
@Entity('authorization_refreshes', { schema: 'internal_api' })
@Index('index_authorization_refreshes_on_stale_on', ['staleOn'], { where: 'stale_on IS NOT NULL' })
export class AuthorizationRefresh {
  @ForeignKey(() => User, { name: 'fk_authorization_refreshes_user_id', onDelete: 'CASCADE' })
  @PrimaryColumn({ name: 'user_id', type: 'bigint' })
  userId: number;

  @Column({ name: 'stale_on', type: 'date', nullable: true })
  staleOn: string | null;
}
