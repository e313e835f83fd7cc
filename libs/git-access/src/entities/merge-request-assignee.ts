import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { User } from '@app/directory';
import { MergeRequest } from './merge-request.js';

/** A person who is to work on a merge request. */
@Entity('merge_request_assignees')
@Index('index_merge_request_assignees_on_merge_request_id_and_user_id', ['mergeRequestId', 'userId'], { unique: true })
@Index('index_merge_request_assignees_on_user_id', ['userId'])
export class MergeRequestAssignee {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => User, { name: 'fk_merge_request_assignees_user_id', onDelete: 'CASCADE' })
  @Column({ name: 'user_id', type: 'bigint' })
  userId: number;

  @ForeignKey(() => MergeRequest, { name: 'fk_merge_request_assignees_merge_request_id', onDelete: 'CASCADE' })
  @Column({ name: 'merge_request_id', type: 'bigint' })
  mergeRequestId: number;

  @Column({ name: 'created_at', type: 'timestamptz', nullable: true })
  createdAt: Date | null;
}
