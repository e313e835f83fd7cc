import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { User } from '@app/directory';

/** A hardware second factor of a user. Only whether there is one matters here (schema.md 2.1). */
@Entity('webauthn_registrations')
@Index('index_webauthn_registrations_on_credential_xid', ['credentialXid'], { unique: true })
@Index('index_webauthn_registrations_on_user_id', ['userId'])
export class WebauthnRegistration {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => User, { name: 'fk_webauthn_registrations_user_id', onDelete: 'CASCADE' })
  @Column({ name: 'user_id', type: 'bigint' })
  userId: number;

  @Column({ type: 'bigint', default: 0 })
  counter: number;

  @Column({ name: 'credential_xid', type: 'text' })
  credentialXid: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ name: 'public_key', type: 'text' })
  publicKey: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;
}
