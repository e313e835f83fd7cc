import { startApi, SHELL_SECRET, KAS_SECRET, type RunningApi } from '../support/app.js';
import { send, type Answer } from '../support/http.js';
import { KAS_KEY, KasClient, kasClaims, makeAgent, type KasRequest, type MadeAgent } from '../support/kas-client.js';
import { shellClaims, signJwt } from '../support/shell-client.js';
import { openSuite, type Suite } from '../support/suite.js';

const BAD_JWT = { message: 'KAS JWT authentication invalid' };
const NOT_FOUND = { message: '404 Not Found' };

describe('authentication of kas', () => {
  let suite: Suite;
  let api: RunningApi;
  let kas: KasClient;
  let agent: MadeAgent;

  beforeAll(async () => {
    suite = await openSuite();
    api = await startApi(suite);
    kas = new KasClient(api.url);
    const group = await suite.make.group();
    const project = await suite.make.project({ namespace_id: group.id });
    agent = await makeAgent(api, project.id);
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });
  afterEach(() => api.setClock());

  const agentInfo = (request: KasRequest = {}): Promise<Answer> => kas.get('/agent_info', request);
  const withClaims = (claims: object, key: string | Buffer = KAS_KEY, header?: object): Promise<Answer> =>
    agentInfo({ token: agent.token, jwt: signJwt(claims, key, header) });
  const now = (): number => Math.floor(Date.now() / 1000);

  function expectAnswer(answer: Answer, status: number, body: object): void {
    expect([answer.status, answer.json()]).toEqual([status, body]);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.headers['www-authenticate']).toBeUndefined();
  }

  describe('the switch', () => {
    let closed: RunningApi;
    beforeAll(async () => (closed = await startApi(suite, { environment: { KAS_API_ENABLED: 'false' } })));
    afterAll(() => closed?.close());

    it('case 1: off, hides the endpoints from a call without credentials', async () => {
      expectAnswer(await new KasClient(closed.url).get('/agent_info', { jwt: null }), 404, NOT_FOUND);
    });

    it('case 2: off, hides them from kas', async () => {
      expectAnswer(await new KasClient(closed.url).post('/usage_metrics', {}), 404, NOT_FOUND);
    });
  });

  describe('the JWT', () => {
    it('case 3: refuses a call without one', async () => {
      expectAnswer(await agentInfo({ jwt: null, token: agent.token }), 401, BAD_JWT);
    });

    it('case 4: refuses an empty header', async () => {
      expectAnswer(await agentInfo({ jwt: '', token: agent.token }), 401, BAD_JWT);
    });

    it('case 5: refuses another key', async () => {
      expectAnswer(await withClaims(kasClaims(), Buffer.alloc(32, 8)), 401, BAD_JWT);
    });

    it('case 6, row 86: refuses the Base64 text as key, takes the decoded bytes', async () => {
      expectAnswer(await withClaims(kasClaims(), KAS_SECRET), 401, BAD_JWT);
      expect((await withClaims(kasClaims())).status).toBe(200);
    });

    it('case 7: refuses another issuer', async () => {
      expectAnswer(await withClaims({ ...kasClaims(), iss: 'gitlab-shell' }), 401, BAD_JWT);
    });

    it('case 8: refuses a token without issuer', async () => {
      expectAnswer(await withClaims({ ...kasClaims(), iss: undefined }), 401, BAD_JWT);
    });

    it.each([
      [{ alg: 'none' }, ''],
      [{ alg: 'none', typ: 'JWT' }, undefined],
      [{ alg: 'HS512', typ: 'JWT' }, undefined],
      [{ alg: 'hs256', typ: 'JWT' }, undefined],
      [{ alg: 'RS256', typ: 'JWT' }, undefined],
      [{ alg: 'HS256', crit: ['b64'], b64: false }, undefined],
    ])('case 9: refuses the header %j', async (header, signature) => {
      const jwt = signJwt(kasClaims(), KAS_KEY, header);
      const sent = signature === undefined ? jwt : `${jwt.slice(0, jwt.lastIndexOf('.'))}.${signature}`;
      expectAnswer(await agentInfo({ token: agent.token, jwt: sent }), 401, BAD_JWT);
    });

    it('case 10: refuses one that ended a second ago', async () => {
      expectAnswer(await withClaims({ iss: 'gitlab-kas', exp: now() - 1 }), 401, BAD_JWT);
    });

    it('case 11: refuses one that begins in a minute', async () => {
      expectAnswer(await withClaims({ iss: 'gitlab-kas', nbf: now() + 60 }), 401, BAD_JWT);
    });

    it('case 12: takes one with nothing but an issuer', async () => {
      expect((await withClaims({ iss: 'gitlab-kas' })).json()).toMatchObject({ agent_id: agent.id });
    });

    it('case 13: takes the audience in a list, and five seconds of life', async () => {
      const claims = { iss: 'gitlab-kas', aud: ['gitlab'], exp: now() + 5 };
      expect((await withClaims(claims)).json()).toMatchObject({ agent_id: agent.id });
    });

    it.each(['other', '', ['other'], [], null, 7, { gitlab: true }])(
      'case 14: refuses the audience %j',
      async (aud) => {
        expectAnswer(await withClaims({ ...kasClaims(), aud }), 401, BAD_JWT);
      },
    );

    it('takes the audience as text, or among others', async () => {
      for (const aud of ['gitlab', ['other', 'gitlab']]) {
        expect((await withClaims({ ...kasClaims(), aud })).status).toBe(200);
      }
    });

    it('compares whole seconds, to the second', async () => {
      const moment = new Date('2021-06-01T10:00:00.900Z');
      const seconds = Math.floor(moment.getTime() / 1000);
      api.setClock(moment);
      const judged = async (claims: object): Promise<number> =>
        (await withClaims({ iss: 'gitlab-kas', ...claims })).status;
      expect(await judged({ exp: seconds + 0.95 })).toBe(401);
      expect(await judged({ exp: seconds })).toBe(401);
      expect(await judged({ exp: seconds + 1 })).toBe(200);
      expect(await judged({ nbf: seconds + 0.95 })).toBe(200);
      expect(await judged({ nbf: seconds + 1 })).toBe(401);
    });

    it.each(['exp', 'nbf'])('refuses %s that is no number', async (claim) => {
      for (const value of ['9999999999', null, [1], true]) {
        expectAnswer(await withClaims({ iss: 'gitlab-kas', [claim]: value }), 401, BAD_JWT);
      }
    });

    it('asks nothing of iat, and does not mind a token that it has seen', async () => {
      const jwt = signJwt({ ...kasClaims(), iat: 'x', jti: 'once' }, KAS_KEY);
      expect((await agentInfo({ jwt, token: agent.token })).status).toBe(200);
      expect((await agentInfo({ jwt, token: agent.token })).status).toBe(200);
    });

    it('row 85: takes the fractional times of real kas', async () => {
      const claims = kasClaims(1_622_541_600.123456);
      api.setClock(new Date(1_622_541_600_000));
      expect((await withClaims(claims)).status).toBe(200);
    });

    it('row 93: refuses the token of GitLab Shell, and kas on a route of GitLab Shell', async () => {
      const shellToken = signJwt(shellClaims(), SHELL_SECRET);
      expectAnswer(await agentInfo({ jwt: shellToken, token: agent.token }), 401, BAD_JWT);
      expectAnswer(await withClaims(shellClaims(), SHELL_SECRET), 401, BAD_JWT);
      const kasToken = signJwt(kasClaims(), KAS_KEY);
      for (const name of ['gitlab-shell-api-request', 'gitlab-kas-api-request']) {
        const crossed = await send(api.url, '/api/v4/internal/check', { headers: { [name]: kasToken } });
        expect(crossed.status).toBe(401);
      }
    });

    it('refuses every wrong token with the same answer, before any statement', async () => {
      const jwt = signJwt(kasClaims(), KAS_KEY);
      const wrong = [null, '', 'x', 'a.b.c', `${jwt}x`, `Bearer ${jwt}`, `${jwt}, ${jwt}`, jwt.slice(0, -1)];
      const answers: Answer[] = [];
      const { total } = await suite.countStatements(async () => {
        for (const offered of wrong) answers.push(await agentInfo({ jwt: offered, token: agent.token }));
      });
      expect(total).toBe(0);
      for (const answer of answers) {
        expectAnswer(answer, 401, BAD_JWT);
        expect(Object.keys(answer.headers)).toEqual(Object.keys(answers[0]!.headers));
      }
    });

    it('asks for the audience, and forgives seconds, where it is told to', async () => {
      const environment = { KAS_JWT_REQUIRE_AUDIENCE: 'true', KAS_JWT_LEEWAY_SECONDS: '2' };
      const strict = await startApi(suite, { environment });
      try {
        strict.setClock(new Date('2021-06-01T10:00:00Z'));
        const moment = Date.parse('2021-06-01T10:00:00Z') / 1000;
        const judged = async (claims: object): Promise<number> => {
          const jwt = signJwt({ iss: 'gitlab-kas', ...claims }, KAS_KEY);
          return (await new KasClient(strict.url).get('/agent_info', { jwt, token: agent.token })).status;
        };
        expect(await judged({})).toBe(401);
        expect(await judged({ aud: ['gitlab'] })).toBe(200);
        expect(await judged({ aud: ['gitlab'], exp: moment - 1, nbf: moment + 2 })).toBe(200);
        expect(await judged({ aud: ['gitlab'], exp: moment - 2 })).toBe(401);
        expect(await judged({ aud: ['gitlab'], nbf: moment + 3 })).toBe(401);
      } finally {
        await strict.close();
      }
    });
  });
});
