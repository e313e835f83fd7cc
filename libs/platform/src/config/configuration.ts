import { IsIn, IsNotEmpty, IsObject, IsOptional, IsString, IsUrl, Matches } from 'class-validator';
import { Flag, Share, Whole } from './fields.js';
import type { StorageConfiguration } from './storages.js';

const ANY_URL = { require_tld: false, require_protocol: true, allow_underscores: true };

/**
 * Every setting of the service, read once from the environment at boot and never changed afterwards.
 * Times are milliseconds unless the name says otherwise; sizes are bytes unless the name says otherwise.
 */
export class Configuration {
  // Where it listens, and its names for people

  /** Port of the API. */
  @Whole(0, 65535) PORT = 3000;
  /** Address that the API listens on. */
  @IsString() @IsNotEmpty() HOST = '0.0.0.0';
  /** Port of probes and metrics, apart from traffic; unset: no such port. */
  @IsOptional() @Whole(0, 65535) OPERATOR_PORT?: number;
  /** Path under which everything is served, such as `/gitlab`; empty for none (clients.md row 12). */
  @Matches(/^(\/[^/\s]+)*$/) RELATIVE_URL_ROOT = '';
  /** Address of GitLab as people know it; begins every link and clone URL in an answer. */
  @IsUrl({ ...ANY_URL, protocols: ['http', 'https'] }) EXTERNAL_URL = 'http://localhost:3000';
  /** Where people reach Git over SSH: part of clone URLs in messages. */
  @IsString() @IsNotEmpty() SSH_HOST = 'localhost';
  /** Port of that SSH server; 22 is left out of clone URLs. */
  @Whole(1, 65535) SSH_PORT = 22;
  /** Login name of that SSH server. */
  @IsString() @IsNotEmpty() SSH_USER = 'git';
  /** Version that `/internal/check` reports. */
  @IsString() @IsNotEmpty() GITLAB_VERSION = '14.0.0';
  /** Revision that `/internal/check` reports. */
  @IsString() @IsNotEmpty() GITLAB_REVISION = 'unknown';

  // Stores

  /** PostgreSQL: `postgres://user:password@host:port/database`. */
  @IsUrl({ ...ANY_URL, protocols: ['postgres', 'postgresql'] }) DATABASE_URL: string;
  /** Connections; two at the least, since a migration holds its lock on one and works on another. */
  @Whole(2, 500) DATABASE_POOL_SIZE = 10;
  /** Longest wait for a connection of the pool, or for a place on one, and for one to be made. */
  @Whole(1, 60_000) DATABASE_CONNECT_TIMEOUT = 3_000;
  /** Longest run of one statement; the client gives up then and the connection is dropped. */
  @Whole(1, 600_000) DATABASE_QUERY_TIMEOUT = 30_000;
  /** Named prepared statements, and several reads under way on one connection; off behind a pgbouncer in transaction mode. */
  @Flag() DATABASE_PREPARED_STATEMENTS = true;
  /** Streaming standbys of it that take reads, separated by commas, each address one server; none: it takes them all. */
  @Matches(/^(postgres(ql)?:\/\/[^\s,]+(,(?!$)|$))*$/) DATABASE_REPLICA_URLS = '';
  /** How far a standby may be behind and still be read from: a right that was taken away is gone after this time. */
  @Whole(100, 60_000) DATABASE_REPLICA_MAX_LAG = 1_000;

  /** Redis: `redis://:password@host:port/number`, or `rediss://` with TLS. */
  @IsUrl({ ...ANY_URL, protocols: ['redis', 'rediss'] }) REDIS_URL: string;
  /** Longest wait for one command. */
  @Whole(1, 60_000) REDIS_COMMAND_TIMEOUT = 1_000;
  /** Prefix of the queue's keys. */
  @IsString() @IsNotEmpty() QUEUE_PREFIX = 'bull';
  /** Pause of the outbox relay when it has found nothing to do. */
  @Whole(10, 60_000) OUTBOX_POLL_INTERVAL = 250;
  /** Days for which the outbox keeps jobs that were set aside; jobs that wait are kept until they are done. */
  @Whole(1, 3_650) OUTBOX_FAILED_DAYS = 30;

  // Secrets and callers

  /** Folder of the secrets that the service makes itself. */
  @IsString() @IsNotEmpty() DATA_DIR = '.data';
  /** Secret shared with GitLab Shell and Gitaly; unset: `gitlab_shell_secret` in `DATA_DIR`. */
  @IsString() @IsNotEmpty() SHELL_SECRET_FILE: string;
  /** The one before, accepted as well while the file is there; unset: `SHELL_SECRET_FILE` with `_previous` behind it. */
  @IsString() @IsNotEmpty() SHELL_SECRET_PREVIOUS_FILE: string;
  /** Secret shared with kas, Base64 of 32 bytes; unset: `gitlab_kas_secret` in `DATA_DIR`. */
  @IsString() @IsNotEmpty() KAS_SECRET_FILE: string;
  /** The one before, accepted as well while the file is there; unset: `KAS_SECRET_FILE` with `_previous` behind it. */
  @IsString() @IsNotEmpty() KAS_SECRET_PREVIOUS_FILE: string;
  /** Key of the digests and ciphers in the database; unset: `db_key_base` in `DATA_DIR`. */
  @IsString() @IsNotEmpty() DB_KEY_BASE_FILE: string;
  /** Key of the second factors in the database; unset: `otp_key_base` in `DATA_DIR`. */
  @IsString() @IsNotEmpty() OTP_KEY_BASE_FILE: string;
  /** Accept `secret_token` and `Gitlab-Shared-Secret` beside the JWT (git-access.md 1.2). */
  @Flag() INTERNAL_API_ALLOW_SHARED_SECRET = true;
  /** Refuse shell tokens without `exp` (git-access.md 1.3). */
  @Flag() SHELL_JWT_REQUIRE_EXP = false;

  /** The endpoints of kas; off, each of them answers 404, whatever the credentials (kubernetes.md 1.2). */
  @Flag() KAS_API_ENABLED = true;
  /** Refuse kas tokens without `aud` (kubernetes.md 1.3). */
  @Flag() KAS_JWT_REQUIRE_AUDIENCE = false;
  /** Seconds by which the clock of kas may differ. */
  @Whole(0, 300) KAS_JWT_LEEWAY_SECONDS = 0;
  /** Alerts of Cilium are taken; off, they are refused with 403 (kubernetes.md 5.1). */
  @Flag() CILIUM_ALERTS = true;

  // Billing

  /** When the seats of paid subscriptions are refreshed: a cron expression in UTC (billing.md 3.6). */
  @Matches(/^\s*\S+(\s+\S+){4,5}\s*$/) SEATS_REFRESH_SCHEDULE = '0 3 * * *';
  /** A changed subscription that begins a new term counts its highest use anew (billing.md 3.4). */
  @Flag() SUBSCRIPTION_NEW_TERM_RESETS_SEATS = false;
  /** CI minutes move only between namespaces with an owner in common (billing.md 4.3). */
  @Flag() MINUTES_MOVE_REQUIRES_COMMON_OWNER = false;

  // Git access

  /** Where repositories live, by storage name: JSON text, as docs/connect.md shows it. */
  @IsObject() GITALY_STORAGES: Readonly<Record<string, StorageConfiguration>>;

  /** Clone and fetch over HTTP (git-access.md 3.4 step 5). */
  @Flag() GITLAB_SHELL_UPLOAD_PACK = true;
  /** Push over HTTP (git-access.md 3.4 step 5). */
  @Flag() GITLAB_SHELL_RECEIVE_PACK = true;
  /** The database is a read-only copy: pushes are refused (git-access.md 3.4 step 8). */
  @Flag() DATABASE_READ_ONLY = false;
  /**
   * Refuse updates of protected branches in storages that cannot be asked whether an update is forced; off, they count
   * as fast-forward and are logged (git-access.md 3.13).
   */
  @Flag() REFUSE_UNCHECKED_UPDATES = false;
  /** Git commands in a minute by one actor on one repository, and again from one address; 0: no limit (git-access.md 3.3). */
  @Whole(0, 1_000_000) GITLAB_SHELL_OPERATION_LIMIT = 600;
  /** Addresses and subnets, separated by commas, whose commands are counted by actor only. */
  @IsString() GITLAB_SHELL_TRUSTED_ADDRESSES = '';
  /** Longest time that one `/allowed` call may take. */
  @Whole(100, 300_000) ALLOWED_TIMEOUT = 50_000;

  // Second factors, tokens, LFS

  /** Seconds after which a change in `application_settings` is seen at the latest; 0 looks for every request. */
  @Whole(0, 300) INSTANCE_SETTINGS_SECONDS = 5;
  /** Pushes whose Git LFS objects were not uploaded, or are locked, are refused where a storage can be asked. */
  @Flag() LFS_INTEGRITY_CHECKS = true;
  /** Git LFS in the whole instance; projects and groups may refuse it for themselves. */
  @Flag() LFS_ENABLED = true;
  /** Seconds for which the token of `/lfs_authenticate` is valid (git-access.md 4). */
  @Whole(60, 86_400) LFS_TOKEN_SECONDS = 1_800;
  /** Recovery codes and tokens for SSH keys alone, not for a bare `user_id` or `username` (git-access.md 8). */
  @Flag() REQUIRE_SSH_KEY = false;
  /** Cost of the bcrypt hashes of recovery codes (schema.md 3.3). */
  @Whole(4, 16) BCRYPT_COST = 10;
  /**
   * Follow `application_settings.require_personal_access_token_expiry`, which GitLab sets from 16.0 on: a token then lives
   * 365 days at most. Off, a token without a date never expires, as in 14.0 (git-access.md 9).
   */
  @Flag() REQUIRE_PAT_EXPIRY = false;
  /** Scopes that `/personal_access_token` accepts beside those of 14.0, separated by commas; never an administrator's. */
  @Matches(/^((?!(?:sudo|admin_mode|openid)(?:,|$))[a-z0-9_]+(,(?!$)|$))*$/) PAT_ADDITIONAL_SCOPES = '';
  /** The container registry; off, no token is made with one of its scopes. */
  @Flag() CONTAINER_REGISTRY_ENABLED = true;
  /**
   * Second factors over SSH (git-access.md 3.9, 12.1, 12.2): `enabled` asks for one before Git over SSH; `unavailable` and
   * `disabled` refuse the checks in the original's words for an instance without the licence, and for one that has switched
   * it off.
   */
  @IsIn(['unavailable', 'disabled', 'enabled']) TWO_FACTOR_OVER_SSH: 'unavailable' | 'disabled' | 'enabled' =
    'unavailable';
  /** Logins by SSH certificates of groups (git-access.md 12.3). */
  @Flag() SSH_CERTIFICATES = false;

  // Limits and shutdown

  /**
   * Processes that serve the API and share its port; each has connections of its own to the stores. SIGHUP renews them one
   * after another (upgrade.md).
   */
  @Whole(1, 64) WEB_CONCURRENCY = 1;
  /** Serve the routes that every Git command waits for in front of Express: the same answers in a fraction of the time. */
  @Flag() FAST_LANE = true;
  /** Largest request body after decompression. */
  @Whole(1024, 2 ** 31) MAX_BODY_SIZE = 256 * 1024 * 1024;
  /** Longest time for a whole request to arrive; one that takes longer is noticed a quarter of it later, 5 s at most. */
  @Whole(1_000, 600_000) REQUEST_TIMEOUT = 60_000;
  /** Time for which an idle connection is kept: longer than kas (90 s) and what stands in front of the service keep theirs. */
  @Whole(1_000, 3_600_000) KEEP_ALIVE_TIMEOUT = 95_000;
  /** Requests that may be in flight in one process; more are answered with 503 at once. Probes are always let in. */
  @Whole(1, 100_000) MAX_REQUESTS_IN_FLIGHT = 512;
  /** Time for a request that only reads (GET); then its statements are cancelled and it is answered with 503. */
  @Whole(10, 300_000) LOOKUP_TIMEOUT = 5_000;
  /** The same for any other request but `/allowed`, which has `ALLOWED_TIMEOUT`. */
  @Whole(10, 300_000) CHANGE_TIMEOUT = 20_000;
  /** After SIGTERM: time for which traffic is still served while readiness already fails. */
  @Whole(0, 600_000) SHUTDOWN_BLACKOUT = 0;
  /** After that: longest wait for requests in flight, and for what is written behind them. */
  @Whole(0, 600_000) SHUTDOWN_TIMEOUT = 60_000;

  // What it tells

  /** Share of the grants that go to the decision log; refusals all do. */
  @Share() DECISION_LOG_GRANTS = 0.01;
  /** Days for which the decision log is kept. */
  @Whole(1, 3_650) DECISION_LOG_DAYS = 30;
  /** Decisions that wait in memory to be logged, at most; what comes on top is counted and dropped. */
  @Whole(1, 1_000_000) DECISION_LOG_BUFFER = 10_000;
  /** Time for which decisions are gathered before they are written. */
  @Whole(1, 600_000) DECISION_LOG_INTERVAL = 1_000;
  /** Where traces go: the address of an OpenTelemetry collector that takes OTLP over HTTP; unset: there are none. */
  @IsOptional() @IsUrl({ ...ANY_URL, protocols: ['http', 'https'] }) OTEL_EXPORTER_OTLP_ENDPOINT?: string;
  /** Least severity of the log lines that are written. */
  @IsIn(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']) LOG_LEVEL = 'info';

  /** Scheme and host name people see, without a trailing slash. */
  get baseUrl(): string {
    return this.EXTERNAL_URL.replace(/\/+$/, '');
  }
}
