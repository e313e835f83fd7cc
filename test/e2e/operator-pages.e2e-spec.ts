import { send } from '../support/http.js';
import { openOperatorWorld, type OperatorWorld } from '../support/operator-world.js';

const basic = (password: string, user = 'anybody') => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

describe('pages of the operator’s port', () => {
  let world: OperatorWorld;
  beforeAll(async () => {
    world = await openOperatorWorld();
  });
  afterAll(() => world?.close());

  const queues = (headers: Record<string, string> = {}, path = '', method = 'GET') =>
    send(world.ofWorker, `/-/queues${path}`, { method, headers });

  describe('/-/openapi', () => {
    it('shows the document to anybody, out of files of its own', async () => {
      const page = await send(world.ofApi, '/-/openapi');
      expect(page.status).toBe(200);
      expect(page.headers['content-security-policy']).toContain("script-src 'self';");
      const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link as string);
      expect(links.length).toBeGreaterThan(3);
      for (const link of links) expect((await send(world.ofApi, link)).status).toBe(200);
      const document = await send(world.ofApi, '/-/openapi/openapi.json');
      expect(document.text).toBe((await send(world.api.url, '/-/openapi.json')).text);
    });

    it('shows no other file', async () => {
      for (const path of ['/-/openapi/index.html', '/-/openapi/..%2fpackage.json', '/-/openapi/package.json']) {
        expect((await send(world.ofApi, path)).status).toBe(404);
      }
    });
  });

  describe('/-/queues', () => {
    it.each([
      ['nothing', () => ({})],
      ['a wrong token', () => ({ 'private-token': 'glpat-00000000000000000000' })],
      ['a wrong password', () => basic('glpat-00000000000000000000')],
      ['a token as user name', () => basic('', world.administratorToken)],
    ])('asks whoever sends %s for a password', async (_, headers) => {
      for (const path of ['', '/api/queues', '/static/js/main.js']) {
        const answer = await queues(headers(), path);
        expect(answer.status).toBe(401);
        expect(answer.headers['www-authenticate']).toMatch(/^Basic /);
      }
    });

    it('refuses a token in the address', async () => {
      expect((await queues({}, `?private_token=${world.administratorToken}`)).status).toBe(401);
    });

    it('refuses anybody but administrators', async () => {
      expect((await queues({ 'private-token': world.userToken })).status).toBe(403);
      expect((await queues(basic(world.userToken))).status).toBe(403);
    });

    it('shows administrators the queues of the worker', async () => {
      const { administratorToken: token } = world;
      for (const headers of [{ 'private-token': token }, { authorization: `Bearer ${token}` }, basic(token)]) {
        const page = await queues(headers);
        expect(page.status).toBe(200);
        expect(page.headers['content-type']).toContain('text/html');
        expect(page.text).not.toContain('https://');
      }
      const { queues: shown } = (await queues(basic(token), '/api/queues')).json<{ queues: { name: string }[] }>();
      expect(shown.map(({ name }) => name).sort()).toEqual(['billing_seats', 'post_receive']);
    });

    it('changes nothing on behalf of another site', async () => {
      const { administratorToken: token } = world;
      const pause = '/api/queues/post_receive/pause';
      const foreign = { ...basic(token), origin: 'https://elsewhere.example' };
      expect((await queues(foreign, pause, 'PUT')).status).toBe(403);
      expect((await queues({ ...basic(token), origin: 'null' }, pause, 'PUT')).status).toBe(403);
      expect((await queues({ ...basic(token), origin: world.ofWorker }, pause, 'PUT')).status).toBe(200);
    });

    it('is no page of the API, which has no queues', async () => {
      expect((await send(world.ofApi, '/-/queues', { headers: basic(world.administratorToken) })).status).toBe(404);
    });
  });
});
