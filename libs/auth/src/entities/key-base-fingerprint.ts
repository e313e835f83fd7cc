import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The key base that this database was filled with, known by its fingerprint alone. */
@Entity({ schema: 'internal_api', name: 'key_base_fingerprints' })
export class KeyBaseFingerprint {
  /** `db_key_base` or `otp_key_base`. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'key_base_fingerprints_pkey' })
  name: string;

  /** First 16 hexadecimal digits of its SHA-256. */
  @Column('text')
  fingerprint: string;
}
