import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { validateSync, type ValidationError } from 'class-validator';
import { ParameterErrors } from '../http/wire-errors.js';
import { canBeRefused, dtoOf } from './dto.js';

/**
 * Builds the DTO from its declared fields alone, then checks it. Every failure is told at once, in the contract's words:
 * `start_date is missing, seats is invalid`.
 * @throws ParameterErrors (400) when a field is missing or unusable
 */
export class ParametersPipe implements PipeTransform<Record<string, unknown>, object> {
  transform(value: Record<string, unknown>, { metatype }: ArgumentMetadata): object {
    const type = metatype as new () => object;
    const dto = dtoOf(type, value);
    if (!canBeRefused(type)) return dto;
    const failures = validateSync(dto, { forbidUnknownValues: false, stopAtFirstError: true });
    if (failures.length > 0) throw new ParameterErrors(failures.flatMap(messages));
    return dto;
  }
}

function messages(failure: ValidationError): string[] {
  const own = Object.values(failure.constraints ?? {});
  return own.length > 0 ? own : (failure.children ?? []).flatMap(messages);
}
