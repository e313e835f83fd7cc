import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import express, { type RequestHandler } from 'express';
import type { RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { OperatorPages } from '../operator/operator-pages.js';
import { readOpenApiDocument } from './openapi-document.js';

const PATH = '/-/openapi';

/** The files of swagger-ui-dist that make its page. */
const ASSETS = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

const HTML = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>GitLab internal API</title>
    <link rel="icon" type="image/png" href="${PATH}/favicon-32x32.png" />
    <link rel="stylesheet" href="${PATH}/swagger-ui.css" />
  </head>
  <body>
    <div id="document"></div>
    <script src="${PATH}/swagger-ui-bundle.js"></script>
    <script src="${PATH}/page.js"></script>
  </body>
</html>
`;

/** Nothing can be tried out: the API is on another port, and its secrets belong in no browser. */
const SCRIPT = `SwaggerUIBundle({
  url: '${PATH}/openapi.json',
  dom_id: '#document',
  deepLinking: true,
  supportedSubmitMethods: [],
  validatorUrl: null,
});
`;

/** `/-/openapi` on the operator's port: the document of the API for people to read. */
@Injectable()
export class OpenApiPage implements OnApplicationBootstrap {
  constructor(private readonly pages: OperatorPages) {}

  onApplicationBootstrap(): void {
    this.pages.add(PATH, async () => page());
  }
}

function page(): RequestListener {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const router = express.Router();
  router.get('/', (_request, response) => void response.type('html').send(HTML));
  router.get('/page.js', (_request, response) => void response.type('js').send(SCRIPT));
  router.get('/openapi.json', async (_request, response) => {
    response.type('json').send(await readOpenApiDocument());
  });
  for (const name of ASSETS) router.get(`/${name}`, (_request, response) => response.sendFile(name, { root: folder }));
  return express().disable('x-powered-by').use(ownFilesOnly, express.Router().use(PATH, router)) as RequestListener;
}

/** Swagger UI styles elements one by one; scripts come from files alone. */
const ownFilesOnly: RequestHandler = (_request, response, next) => {
  response.setHeader(
    'Content-Security-Policy',
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
      "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  );
  response.setHeader('X-Content-Type-Options', 'nosniff');
  next();
};
