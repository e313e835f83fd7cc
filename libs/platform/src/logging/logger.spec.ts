import { createPino } from './logger.js';

/** The line that these fields make, as it is read. */
function logged(fields: object): Record<string, unknown> {
  const lines: string[] = [];
  createPino('info', 'a-service', { write: (line: string) => void lines.push(line) }).info(fields, 'said');
  return JSON.parse(lines.join('')) as Record<string, unknown>;
}

describe('a line of the log', () => {
  it('carries what it is given, under the names of LabKit', () => {
    expect(logged({ gl_project_id: 7, list: ['token'], nested: { path: 'a' } })).toMatchObject({
      severity: 'INFO',
      service_name: 'a-service',
      message: 'said',
      gl_project_id: 7,
      list: ['token'],
      nested: { path: 'a' },
    });
  });

  it('hides secrets by their names, at the top and one level below', () => {
    const line = logged({ token: 'x', key: 11, password: null, nested: { otp_attempt: '123456', path: 'a' } });
    const hidden = '[FILTERED]';
    expect(line).toMatchObject({ token: hidden, key: hidden, password: hidden });
    expect(line.nested).toEqual({ otp_attempt: hidden, path: 'a' });
  });

  it('leaves out what is not there, and the fields themselves as they were', () => {
    const fields = { token: undefined, authorization: 'x', nested: { recovery_codes: ['x'] } };
    expect(logged(fields)).not.toHaveProperty('token');
    expect(fields).toEqual({ token: undefined, authorization: 'x', nested: { recovery_codes: ['x'] } });
  });
});
