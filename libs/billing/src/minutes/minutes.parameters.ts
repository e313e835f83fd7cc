import { DateField, IntegerField, ObjectListField, StringField } from '@app/platform';

/** One purchase. Null is present here and refused when it is saved (billing.md 4.2). */
export class PackParameters {
  @IntegerField({ required: true }) number_of_minutes: number | null;
  @DateField({ required: true }) expires_at: string | null;
  @StringField({ required: true }) purchase_xid: string | null;
}

/** What `POST` takes. */
export class CreatePacksParameters {
  @ObjectListField(PackParameters, { required: true }) packs: PackParameters[];
}
