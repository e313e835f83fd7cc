import { fieldsOf } from './dto-fields.js';

type DtoClass = new () => object;

/** How a DTO class is filled; found once for each class. */
interface Recipe {
  readonly fields: readonly { readonly name: string; readonly read: (value: unknown) => unknown }[];
  readonly strict: boolean;
}

const recipes = new WeakMap<DtoClass, Recipe>();

function recipeOf(type: DtoClass): Recipe {
  let recipe = recipes.get(type);
  if (recipe === undefined) {
    const fields = [...fieldsOf(type)].map(([name, { read, strict }]) => ({ name, read, strict }));
    recipe = { fields, strict: fields.some(({ strict }) => strict) };
    recipes.set(type, recipe);
  }
  return recipe;
}

/** Whether a DTO of this class can be refused: nothing is ever wrong with a lenient field. */
export const canBeRefused = (type: DtoClass): boolean => recipeOf(type).strict;

/**
 * A DTO out of its declared fields alone, unchecked. Every one of them is set, absent ones to undefined. class-transformer
 * would first copy whatever was sent, which is dear, and fails on members named `constructor`.
 */
export function dtoOf<Dto extends object>(type: new () => Dto, plain: Readonly<Record<string, unknown>>): Dto {
  const dto = new type();
  for (const { name, read } of recipeOf(type).fields) (dto as Record<string, unknown>)[name] = read(plain[name]);
  return dto;
}
