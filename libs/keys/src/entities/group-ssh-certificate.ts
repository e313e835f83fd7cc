import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Namespace } from '@app/directory';

/** A certificate authority whose SSH certificates log people in to the projects of a group (git-access.md 12.3). */
@Entity({ name: 'group_ssh_certificates', schema: 'internal_api' })
@Index('index_group_ssh_certificates_on_fingerprint_and_namespace_id', ['fingerprintSha256', 'namespaceId'], {
  unique: true,
})
@Index('index_group_ssh_certificates_on_namespace_id', ['namespaceId'])
export class GroupSshCertificate {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => Namespace, { name: 'fk_group_ssh_certificates_namespace_id', onDelete: 'CASCADE' })
  @Column({ name: 'namespace_id', type: 'bigint' })
  namespaceId: number;

  @Column({ type: 'text' })
  title: string;

  /** Of the authority's public key; the 32 raw bytes. */
  @Column({ name: 'fingerprint_sha256', type: 'bytea' })
  fingerprintSha256: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}
