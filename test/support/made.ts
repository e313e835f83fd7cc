import type { QueryResultRow } from 'pg';
import type { SshPublicKey } from './ssh-keys.js';

export type Sql = <Row extends QueryResultRow>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

/** Columns of a row, named as in the table; what is left out gets a usable value. */
export type Columns = Readonly<Record<string, unknown>>;

export interface MadeUser {
  readonly id: number;
  readonly username: string;
  readonly name: string;
  /** Their personal space. */
  readonly namespaceId: number;
}

export interface MadeNamespace {
  readonly id: number;
  readonly path: string;
  readonly fullPath: string;
}

export interface MadeProject {
  readonly id: number;
  readonly namespaceId: number;
  readonly fullPath: string;
  /** Without `.git`. */
  readonly diskPath: string;
}

export interface MadeKey extends SshPublicKey {
  readonly id: number;
}

export interface MadeToken {
  readonly id: number;
  /** The clear text, which the database does not hold. */
  readonly token: string;
}

/** What a protected ref lets through: roles by number, or one user, group or deploy key. */
export type ProtectedLevel =
  number | { readonly user_id: number } | { readonly group_id: number } | { readonly deploy_key_id: number };

/** What has members and shares. */
export type Source = { readonly group: number } | { readonly project: number };
