import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsInt, IsNumber, Max, Min } from 'class-validator';

const YES = new Set(['1', 'true', 'yes', 'on']);
const NO = new Set(['0', 'false', 'no', 'off']);

/** `true`, `1`, `yes`, `on` and their opposites; any other text stays and fails the check of the type. */
export const Flag = (): PropertyDecorator => (target, key) => {
  Transform(({ value }: { value: unknown }) => {
    if (typeof value !== 'string') return value;
    const text = value.toLowerCase();
    return YES.has(text) ? true : NO.has(text) ? false : value;
  })(target, key);
  IsBoolean()(target, key);
};

/** A whole number between two bounds, both included. */
export const Whole =
  (min: number, max: number): PropertyDecorator =>
  (target, key) => {
    Type(() => Number)(target, key);
    IsInt()(target, key);
    Min(min)(target, key);
    Max(max)(target, key);
  };

/** A part of the whole: a number from 0 to 1, both included. */
export const Share = (): PropertyDecorator => (target, key) => {
  Type(() => Number)(target, key);
  IsNumber({ allowNaN: false })(target, key);
  Min(0)(target, key);
  Max(1)(target, key);
};
