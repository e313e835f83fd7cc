import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { AnyCaller } from '../http/callers.js';
import { readOpenApiDocument } from './openapi-document.js';

/** `GET /-/openapi.json`: what this API answers to whom, for people and for tools. */
@Controller('-')
@AnyCaller()
export class OpenApiController {
  @Get('openapi.json')
  async document(@Res() response: Response): Promise<void> {
    const text = await readOpenApiDocument();
    response.setHeader('Content-Type', 'application/json').end(text);
  }
}
