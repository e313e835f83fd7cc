import type { Suite } from './suite.js';

/** The first test vector of kubernetes.md 5.4. */
export const FLOW = {
  time: '2021-06-01T10:00:00Z',
  verdict: 'DROPPED',
  l4: { TCP: { sourcePort: 40000, destinationPort: 80, flags: { SYN: true } } },
  Summary: 'TCP Flags: SYN',
};

export const FINGERPRINT = '21367b292650e41677572f6082aa9cbd680fe0c2';

/** An alert as kas sends it, with the policy name and flow of the contract's cases. */
export const alert = (more: object = {}): { alert: Record<string, unknown> } => ({
  alert: { ciliumNetworkPolicy: { metadata: { name: 'Deny all' } }, flow: FLOW, ...more },
});

export interface StoredAlert {
  readonly id: number;
  readonly iid: number;
  readonly title: string;
  readonly description: string | null;
  readonly severity: number;
  readonly service: string | null;
  readonly monitoring_tool: string;
  readonly hosts: string[];
  readonly started_at: Date;
  readonly ended_at: Date | null;
  readonly environment_id: number | null;
  readonly domain: number;
  readonly status: number;
  readonly events: number;
  /** Hex. */
  readonly fingerprint: string | null;
  readonly payload: Record<string, unknown>;
  readonly updated_at: Date;
}

/** The alerts of a project, in their order. */
export function alertsOf(suite: Suite, projectId: number): Promise<StoredAlert[]> {
  return suite.sql<StoredAlert & Record<string, unknown>>(
    `SELECT id, iid, title, description, severity, service, monitoring_tool, hosts, started_at, ended_at, environment_id,
            domain, status, events, encode(fingerprint, 'hex') AS fingerprint, payload, updated_at
       FROM alert_management_alerts WHERE project_id = $1 ORDER BY iid`,
    [projectId],
  );
}
