import {
  Controller,
  Get,
  Header,
  HttpCode,
  UseFilters,
  UseGuards,
  UseInterceptors,
  type CanActivate,
  type Type,
} from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { ServerResponse } from 'node:http';
import { of } from 'rxjs';
import type { RequestWithBody } from '../../parameters/body-reader.js';
import { ReplyInterceptor } from '../reply.interceptor.js';
import { FastLane } from './fast-lane.decorator.js';
import { fastRoutes, type FastRoute } from './fast-routes.js';

async function routesOf(controller: Type): Promise<FastRoute[]> {
  return fastRoutes(await Test.createTestingModule({ controllers: [controller] }).compile());
}

/** What a handler behind a guard that answers with `verdict` returns. */
async function guarded(verdict: unknown): Promise<unknown> {
  const guard = { canActivate: () => verdict } as CanActivate;
  @Controller('x')
  class Guarded {
    @Get()
    @FastLane()
    @UseGuards(guard)
    find(): string {
      return 'found';
    }
  }
  const [route] = await routesOf(Guarded);
  return (route as FastRoute).run({} as RequestWithBody, {} as ServerResponse);
}

const thenable = (value: unknown) => ({ then: (resolve: (value: unknown) => void) => resolve(value) });

describe('a route of the fast lane', () => {
  it.each([
    ['yes', true],
    ['yes, later', Promise.resolve(true)],
    ['yes, in a promise of another make', thenable(true)],
  ])('is open when its guard says %s', async (_name, verdict) => {
    expect(await guarded(verdict)).toBe('found');
  });

  it.each([
    ['no', false],
    ['no, later', Promise.resolve(false)],
    ['no, in a promise of another make', thenable(false)],
    ['no, as an observable', of(false)],
    ['nothing', undefined],
    ['something', {}],
  ])('is closed when its guard says %s', async (_name, verdict) => {
    await expect(guarded(verdict)).rejects.toThrow('Forbidden');
  });

  it.each<[string, MethodDecorator & ClassDecorator]>([
    ['@HttpCode', HttpCode(201) as MethodDecorator & ClassDecorator],
    ['@Header', Header('X', 'y') as MethodDecorator & ClassDecorator],
    ['@UseInterceptors', UseInterceptors(ReplyInterceptor)],
    ['@UseFilters', UseFilters({ catch: () => undefined })],
  ])('keeps the service from booting with %s, which would be left out', async (name, decorator) => {
    @Controller('x')
    class Decorated {
      @Get()
      @FastLane()
      @decorator
      find(): void {}
    }
    await expect(routesOf(Decorated)).rejects.toThrow(`Decorated.find of the fast lane has ${name}`);
  });

  it('keeps the service from booting with a decorator of its controller as well', async () => {
    @Controller('x')
    @UseInterceptors(ReplyInterceptor)
    class Decorated {
      @Get()
      @FastLane()
      find(): void {}
    }
    await expect(routesOf(Decorated)).rejects.toThrow('has @UseInterceptors');
  });
});
