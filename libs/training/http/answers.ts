import { z } from 'zod';
import { amount, instant, list, named, page, text } from '#http-kit/answers';

export const trainingResult = named(
  'TrainingResult',
  z.strictObject({ trainingId: text, revision: amount, position: text.optional() }),
);
export const resourceResult = named('ResourceResult', z.strictObject({ resourceId: text, revision: amount }));
const status = z.enum(['released', 'scheduled', 'cancelled']);
const what = {
  trainingId: text,
  status,
  product: text,
  feature: text,
  url: text.nullable(),
  releasedAt: instant,
  startsAt: instant.nullable(),
  endsAt: instant.nullable(),
  joinUrl: text.nullable(),
};
const invited = z.strictObject({ client: text, contact: text, attended: z.boolean() });
export const trainingRows = named(
  'TrainingRows',
  page(named('TrainingRow', z.strictObject({ ...what, invited: list(named('Invited', invited)) }))),
);
export const clientTrainings = named(
  'ClientTrainings',
  page(named('ClientTraining', z.strictObject({ ...what, contact: text, attended: z.boolean() }))),
);
export const resourceList = named(
  'ResourceList',
  z.strictObject({
    resources: list(named('Resource', z.strictObject({ resourceId: text, product: text, title: text, url: text }))),
  }),
);
