import type { Queue } from 'bull';
import express, { type Express, type RequestHandler } from 'express';
import type { RequestListener } from 'node:http';

type Engine = (file: string, values: object, done: (error: unknown, html?: string) => void) => void;

/** Bull Board at a path. Its libraries are loaded by whoever opens it first. */
export async function queueBoard(path: string, queues: readonly Queue[]): Promise<RequestListener> {
  const [{ createBullBoard }, { BullAdapter }, { ExpressAdapter }] = await Promise.all([
    import('@bull-board/api'),
    import('@bull-board/api/bullAdapter'),
    import('@bull-board/express'),
  ]);
  const serverAdapter = new ExpressAdapter().setBasePath(path);
  createBullBoard({
    queues: queues.map((queue) => new BullAdapter(queue)),
    serverAdapter,
    options: { uiConfig: { boardTitle: 'Queues' } },
  });
  const board = serverAdapter.getRouter() as Express;
  withoutForeignFonts(board);
  return express().disable('x-powered-by').use(ownFilesOnly).use(path, board) as RequestListener;
}

/** The page asks a foreign server for its fonts; an operator's browser may reach none, and should tell none. */
function withoutForeignFonts(board: Express): void {
  const { '.ejs': render } = (board as unknown as { engines: Record<string, Engine> }).engines;
  if (render === undefined) throw new Error('Bull Board renders its page in another way');
  board.engine('ejs', (file: string, values: object, done: Parameters<Engine>[2]) =>
    render(file, values, (error, html) => done(error, html?.replace(/<link href="https:[^>]*>/g, ''))),
  );
}

const ownFilesOnly: RequestHandler = (_request, response, next) => {
  response.setHeader(
    'Content-Security-Policy',
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'self'",
  );
  response.setHeader('X-Content-Type-Options', 'nosniff');
  next();
};
